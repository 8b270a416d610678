"""Rows of companies that hold secrets."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.models.database import TenantMixin


class SealedMixin(TenantMixin):
    """`sealed`: sealed text by name; a change of the installation's key seals it anew (`SealedRepository`)."""

    sealed: Mapped[dict[str, Any]] = mapped_column(default=dict)
