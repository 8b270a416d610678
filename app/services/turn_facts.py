"""From a turn's result to the fact that is stored of it."""

from app.agents.ports import HandoffReason
from app.config.company_config import CompanyConfig
from app.config.constants import Action
from app.models.flat import flat
from app.models.turn_fact import Outcome, TurnFact
from app.services.metrics_service import Metrics
from app.services.multi_agent_orchestrator import TurnResult
from app.services.prices import PriceTable


class FactMaker:
    """Makes a turn's fact and counts it."""

    def __init__(self, prices: PriceTable, metrics: Metrics | None = None) -> None:
        self._prices, self._metrics = prices, metrics

    def of(self, company: CompanyConfig, result: TurnResult) -> TurnFact:
        fact = fact_of(company, result, self._prices)
        if self._metrics is not None:
            self._metrics.turn(fact, flat(result.timings))
        return fact


def fact_of(company: CompanyConfig, result: TurnResult, prices: PriceTable) -> TurnFact:
    """What the turn came to and what it took."""
    usage = result.usage
    return TurnFact(
        outcome=outcome_of(result),
        reason=result.handoff.reason.value if result.handoff else "",
        action=result.action.value,
        agents="+".join(agent.value for agent in result.agents),
        intents="+".join(intent.value for intent in result.intents),
        routed_by=result.routed_by,
        confidence=result.confidence,
        language=result.language,
        known=result.known,
        sources=len(result.sources),
        engine=usage.engine,
        model=usage.model,
        calls=usage.calls,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        cost=prices.cost(company, usage),
        currency=company.currency,
    )


def outcome_of(result: TurnResult) -> Outcome:
    """A person called outweighs what else was done; a booking outweighs a mere answer."""
    if result.handoff is not None:
        emergency = result.handoff.reason is HandoffReason.EMERGENCY
        return Outcome.EMERGENCY if emergency else Outcome.HANDED_OVER
    if result.action is Action.APPOINTMENT_BOOKED:
        return Outcome.BOOKED
    return Outcome.ANSWERED if result.known else Outcome.UNANSWERED
