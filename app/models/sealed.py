"""The sealed secrets of all companies, changed under a lock of their row."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from app.models.company import CompanyRow
from app.models.database import Database
from app.models.http_tool import HttpToolRow
from app.models.notification import NotificationTargetRow
from app.models.sealed_rows import SealedMixin
from app.models.webhook_endpoint import WebhookEndpointRow

_ROWS: tuple[type[SealedMixin], ...] = (
    WebhookEndpointRow,
    NotificationTargetRow,
    HttpToolRow,
)  # of companies, each with its sealed texts by name in `sealed`


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
        self._change_rows(company_id, change)

    def _change_rows(self, company_id: str, change: Callable[[Mapping[str, str]], dict[str, str]]) -> None:
        """A company's rows are seen in its own transaction alone."""
        with self._database.tenant(company_id).session() as session:
            for kind in _ROWS:
                for row in session.scalars(select(kind).with_for_update()):
                    named = {f"{kind.__name__}.{name}": text for name, text in row.sealed.items()}
                    renewed = {name.rpartition(".")[2]: text for name, text in change(named).items()}
                    if renewed != row.sealed:
                        row.sealed = renewed
