"""Figures over a company's facts, computed in SQL: sums per stretch of time, percentiles, groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    case,
    column,
    distinct,
    func,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import array

from app.models.database import TenantDatabase, UtcDateTime
from app.models.turn_fact import FactKind, Outcome, TurnFactRow

Stretch = tuple[datetime, datetime]  # from, up to and without
_Joined = Callable[[Select[Any], ColumnElement[bool]], Select[Any]]

_F = TurnFactRow
_HANDED = (Outcome.HANDED_OVER.value, Outcome.EMERGENCY.value)
_TURN = _F.kind == FactKind.TURN.value


@dataclass(frozen=True, slots=True)
class Figures:
    """One stretch of time. Times in ms, None before the first turn; `cost` None: nothing has a known price."""

    messages: int = 0
    turns: int = 0
    conversations: int = 0
    answered: int = 0
    booked: int = 0
    handed_over: int = 0  # emergencies among them
    emergencies: int = 0
    unanswered: int = 0
    reopened: int = 0
    resolved: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model_calls: int = 0
    unpriced_turns: int = 0  # turns whose model has no price in the currency: `cost` is without them
    cost: float | None = 0.0
    avg_response_ms: float | None = None
    p95_response_ms: float | None = None  # nearest rank


class FactFigures:
    """Reads one company's facts."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def over(self, stretches: Sequence[Stretch], currency: str) -> list[Figures]:
        """The figures of each stretch; one follows the other without a gap, in time order."""
        own = _F.company_id == self._tenant.company_id
        with self._tenant.reading() as session:
            source = _by_array if session.get_bind().dialect.name == "postgresql" else _by_join
            number, joined = source(stretches)
            sums = joined(select(number, *_sums(currency)), own).group_by(number)
            rows = {row.n: row for row in session.execute(sums)}
            slow = {row.n: row.p95 for row in session.execute(_p95(number, joined, own))}
        return [_figures(rows.get(n), slow.get(n)) for n in range(len(stretches))]

    def groups(self, stretch: Stretch) -> dict[str, dict[str, int]]:
        """Turns and hand-overs of a stretch by reason, intent and agent."""
        inside = and_(_F.company_id == self._tenant.company_id, _F.at >= stretch[0], _F.at < stretch[1])
        with self._tenant.reading() as session:
            reasons = session.execute(_count(_F.reason).where(inside, _F.outcome.in_(_HANDED))).all()
            intents = session.execute(_count(_F.intents).where(inside, _TURN)).all()
            agents = session.execute(_count(_F.agents).where(inside, _TURN)).all()
        return {"handoff_reasons": _each(reasons), "intents": _each(intents), "agents": _each(agents)}

    def stages(self, stretch: Stretch) -> tuple[float | None, float | None, float | None]:
        """Mean ms of the whole turn, retrieval and classification."""
        query = select(func.avg(_F.total_ms), func.avg(_F.retrieval_ms), func.avg(_F.classification_ms))
        inside = and_(_F.company_id == self._tenant.company_id, _F.at >= stretch[0], _F.at < stretch[1])
        with self._tenant.reading() as session:
            total, retrieval, classification = session.execute(query.where(inside)).one()
        return total, retrieval, classification


def _by_array(stretches: Sequence[Stretch]) -> tuple[ColumnElement[int], _Joined]:
    """PostgreSQL looks each row's stretch up in one pass; it plans a join over ranges badly."""
    starts = array([first for first, _ in stretches], type_=UtcDateTime)
    number = (func.width_bucket(_F.at, starts) - 1).label("n")
    within = and_(_F.at >= stretches[0][0], _F.at < stretches[-1][1])
    return number, lambda query, condition: query.where(condition, within)


def _by_join(stretches: Sequence[Stretch]) -> tuple[ColumnElement[int], _Joined]:
    """SQLite has no such function; it goes through the index on time once per stretch.

    A condition on the whole time besides would make it compare every row with every stretch.
    """
    bounds = _bounds(stretches)
    within = and_(_F.at >= bounds.c.lo, _F.at < bounds.c.hi)
    return bounds.c.n, lambda query, condition: query.select_from(bounds).join(_F, and_(condition, within))


def _bounds(stretches: Sequence[Stretch]) -> CTE:
    columns = (column("n", Integer), column("lo", UtcDateTime), column("hi", UtcDateTime))
    rows = [(n, first, last) for n, (first, last) in enumerate(stretches)]
    return values(*columns, name="bounds").data(rows).cte("bounds")


def _sums(currency: str) -> list[ColumnElement[Any]]:
    priced = and_(_F.cost.is_not(None), _F.currency == currency)
    return [
        func.sum(_F.messages).label("messages"),
        _when(_TURN).label("turns"),
        func.count(distinct(case((_F.messages > 0, _F.conversation_id)))).label("conversations"),
        _when(_F.outcome == Outcome.ANSWERED.value).label("answered"),
        _when(_F.outcome == Outcome.BOOKED.value).label("booked"),
        _when(_F.outcome.in_(_HANDED)).label("handed_over"),
        _when(_F.outcome == Outcome.EMERGENCY.value).label("emergencies"),
        _when(_F.outcome == Outcome.UNANSWERED.value).label("unanswered"),
        _when(_F.outcome == Outcome.REOPENED.value).label("reopened"),
        _when(_F.outcome == Outcome.RESOLVED.value).label("resolved"),
        func.sum(_F.prompt_tokens).label("prompt_tokens"),
        func.sum(_F.completion_tokens).label("completion_tokens"),
        func.sum(_F.calls).label("model_calls"),
        _when(and_(_F.calls > 0, ~priced)).label("unpriced_turns"),
        _when(and_(_F.calls > 0, priced)).label("priced_turns"),
        func.sum(case((priced, _F.cost), else_=0.0)).label("cost"),
        func.avg(_F.total_ms).label("avg_response_ms"),
    ]


def _when(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _p95(number: ColumnElement[int], joined: _Joined, own: ColumnElement[bool]) -> Select[Any]:
    """The smallest time that 95 % of the turns did not exceed; SQLite has no percentile function."""
    timed = select(
        number,
        _F.total_ms.label("ms"),
        func.row_number().over(partition_by=number, order_by=_F.total_ms).label("rank"),
        func.count().over(partition_by=number).label("of"),
    )
    ranked = joined(timed, and_(own, _F.total_ms.is_not(None))).subquery()
    return (
        select(ranked.c.n, func.min(ranked.c.ms).label("p95"))
        .where(ranked.c.rank * 100 >= ranked.c.of * 95)
        .group_by(ranked.c.n)
    )


def _count(what: Any) -> Select[tuple[str, int]]:
    return select(what, func.count()).group_by(what)


def _figures(row: Row[Any] | None, p95: float | None) -> Figures:
    if row is None:
        return Figures()
    known = {name: row._mapping[name] for name in Figures.__slots__ if name in row._mapping}
    unknown_only = row.unpriced_turns and not row.priced_turns
    cost = None if unknown_only else round(float(row.cost), 6)
    return Figures(**{**known, "cost": cost, "p95_response_ms": p95})


def _each(rows: Sequence[Any]) -> dict[str, int]:
    """A combined value ("sales+availability") counts for each of its parts; most frequent first."""
    counts: dict[str, int] = {}
    for name, count in rows:
        for part in filter(None, (name or "").split("+")):
            counts[part] = counts.get(part, 0) + count
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
