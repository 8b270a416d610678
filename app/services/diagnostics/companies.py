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
        return found or [ok(f"company:{company.company_id}", f"{company.company_name} is in order.")]

    def _channel(self, company: CompanyConfig) -> Iterator[Check]:
        if not company.chatwoot_account_id:
            return
        name, secrets = f"company:{company.company_id}", company.secrets
        if target_of(company, self._config) is None:
            yield warning(
                f"{name}:chatwoot_token",
                "The Chatwoot account has no address or token: answers cannot be sent.",
                "Set chatwoot_base_url and chatwoot_api_token of the company.",
            )
        if not (secrets.chatwoot_webhook_secret or secrets.chatwoot_webhook_token):
            make = error if self._config.production else warning
            yield make(
                f"{name}:webhook",
                "The webhook is unsigned: anybody could write in customers' names. Production refuses it.",
                "Set chatwoot_webhook_secret, or use the webhook address with its own token.",
            )

    def _index(self, company: CompanyConfig) -> Iterator[Check]:
        name = f"company:{company.company_id}"
        try:
            status = self._knowledge.get(company).status()
        except DependencyError:
            yield error(f"{name}:index", "The index cannot be read.", "See the checks of database and Redis.")
            return
        if not status.healthy:
            yield warning(
                f"{name}:index",
                "The index is behind the record.",
                "It is rebuilt by itself within a minute; else re-index the company's documents.",
            )
        if not status.documents:
            yield warning(
                f"{name}:documents",
                "No documents: there is little to answer from.",
                "Upload prices, services, policies.",
            )

    def _model_budget(self, company: CompanyConfig) -> Iterator[Check]:
        use = self._budget(company)
        if use is not None and (use.spent or use.refused_today):
            state = "spent now" if use.spent else "reached earlier today"
            yield warning(
                f"company:{company.company_id}:model_budget",
                f"The budget for the language model is {state}: {use.tokens_today} tokens today, "
                f"{use.refused_today} calls answered by the local engine instead.",
                "Raise model_tokens_per_day or model_calls_per_minute of the company, or its tier.",
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
            f"{backlog.messages} messages wait, the oldest for {waited:.0f} s.",
            "Check that a worker runs (`python -m app.worker`, or WORKER_IN_WEB=true) and look into its log.",
        )
