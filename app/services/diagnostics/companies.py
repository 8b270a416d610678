"""What is set for each company: its channel, its knowledge, what waits for an answer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.backlog import Backlog
from app.models.errors import DependencyError
from app.services.chatwoot_http import target_of
from app.services.diagnostics.check import Check, error, ok, warning
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.model_budget import BudgetUse

WAITS_LONG_S = 60.0
WAITS_TOO_LONG_S = 300.0


class CompanyChecks:
    """Only what needs doing is told; a company in order is one line."""

    def __init__(
        self,
        config: Config,
        knowledge: KnowledgeRegistry,
        backlog: Callable[[CompanyConfig], Backlog],
        budget: Callable[[CompanyConfig], BudgetUse | None],
    ) -> None:
        self._config, self._knowledge, self._backlog, self._budget = config, knowledge, backlog, budget

    def run(self, company: CompanyConfig) -> list[Check]:
        found = [
            *self._channel(company),
            *self._index(company),
            *self._waiting(company),
            *self._model_budget(company),
        ]
        return found or [ok(f"company:{company.company_id}", "company_fine", company=company.company_name)]

    def _channel(self, company: CompanyConfig) -> Iterator[Check]:
        if not company.chatwoot_account_id:
            return
        name, secrets = f"company:{company.company_id}", company.secrets
        if target_of(company, self._config) is None:
            yield warning(f"{name}:chatwoot_token", "chatwoot_unset")
        if not (secrets.chatwoot_webhook_secret or secrets.chatwoot_webhook_token):
            make = error if self._config.production else warning
            yield make(f"{name}:webhook", "webhook_unsigned")

    def _index(self, company: CompanyConfig) -> Iterator[Check]:
        name = f"company:{company.company_id}"
        try:
            status = self._knowledge.get(company).status()
        except DependencyError:
            yield error(f"{name}:index", "index_away")
            return
        if not status.healthy:
            yield warning(f"{name}:index", "index_behind")
        if not status.documents:
            yield warning(f"{name}:documents", "documents_none")

    def _model_budget(self, company: CompanyConfig) -> Iterator[Check]:
        use = self._budget(company)
        if use is not None and (use.spent or use.refused_today):
            yield warning(
                f"company:{company.company_id}:model_budget",
                "budget_spent" if use.spent else "budget_reached",
                tokens=use.tokens_today,
                calls=use.refused_today,
            )

    def _waiting(self, company: CompanyConfig) -> Iterator[Check]:
        try:
            backlog = self._backlog(company)
        except DependencyError:
            return
        if backlog.oldest is None:
            return
        waited = (datetime.now(UTC) - backlog.oldest).total_seconds()
        if waited < WAITS_LONG_S:
            return
        make = error if waited >= WAITS_TOO_LONG_S else warning
        yield make(
            f"company:{company.company_id}:queue",
            "queue_waits",
            messages=backlog.messages,
            seconds=round(waited),
        )
