"""Notes every administrative change where nobody can change it afterwards."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.models.audit import AuditEntry, AuditRepository
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.identity import Identity
from app.utils import logger
from app.utils.logger import get_logger

log = get_logger("audit")
_noted: ContextVar[bool] = ContextVar("audit_noted", default=False)
_LONGEST = 290


@dataclass(frozen=True, slots=True)
class AuditPage:
    entries: list[AuditEntry]
    total: int
    chain_valid: bool


class AuditService:
    """Details hold names of fields and ids, never contents, secrets or customers' data."""

    def __init__(self, database: Database) -> None:
        self._repository = AuditRepository(database)

    def record(
        self,
        actor: Identity | str,
        action: str,
        company_id: str | None = None,
        target: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Append one entry; what was done stays done even where it cannot be noted, and the log says so."""
        name = actor if isinstance(actor, str) else actor.actor
        entry = AuditEntry(
            actor=name[:_LONGEST],
            action=action,
            company_id=company_id,
            target=target[:_LONGEST],
            details=dict(details or {}),
            request_id=logger.request_id.get(),
            at=datetime.now(UTC),
        )
        _noted.set(True)
        try:
            number, seal = self._repository.append(entry)
        except DependencyError:
            log.error("audit: %s of %s could not be stored", action, company_id or "the platform")
        else:
            # The log keeps the seal too: an end cut off the list shows by it.
            log.info("audit: #%d %s of %s, seal %s", number, action, company_id or "the platform", seal[:16])

    def page(self, identity: Identity, company_id: str | None, page: int, page_size: int) -> AuditPage:
        """The entries the caller may see, newest first."""
        wanted = {company_id} if company_id else identity.companies
        entries, total = self._repository.page(wanted, page, page_size)
        return AuditPage(entries, total, self._repository.chain_valid())

    @staticmethod
    def begin_request() -> None:
        _noted.set(False)

    @staticmethod
    def noted() -> bool:
        """Whether the running request has noted something itself."""
        return _noted.get()
