"""The sealed secrets of all companies, changed under a lock of their row."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from app.models.company import CompanyRow
from app.models.database import Database


class SealedRepository:
    """Sees sealed texts only; who can open them is not its business."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def companies(self) -> list[str]:
        with self._database.platform_reading() as session:
            return list(session.scalars(select(CompanyRow.company_id).order_by(CompanyRow.company_id)))

    def change(self, company_id: str, change: Callable[[Mapping[str, str]], dict[str, str]]) -> None:
        """Write what `change` makes of the secrets; a change made meanwhile waits, and is not written over."""
        with self._database.platform() as session:
            query = select(CompanyRow).where(CompanyRow.company_id == company_id).with_for_update()
            row = session.scalar(query)
            if row is None:
                return
            renewed = change(row.secrets)
            if renewed != row.secrets:
                row.secrets, row.revision = renewed, row.revision + 1
