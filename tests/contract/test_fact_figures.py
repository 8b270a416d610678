"""Figures over stored facts, exact to the digit, on every database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.config.company_config import CompanyConfig
from app.models.conversation import ConversationRepository, StoredTurn, TurnTimings
from app.models.database import Database
from app.models.errors import ValidationFailedError
from app.models.fact_figures import FactFigures, Figures
from app.models.turn_fact import Outcome, TurnFact, TurnFacts
from app.services.analytics_service import AnalyticsService, Period
from app.services.overview_service import OverviewService
from tests.factories import add_companies, make_company, said

DAY = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)  # midnight of the 4th in Bogotá
AURORA = make_company("aurora")
ANSWERED = TurnFact(outcome=Outcome.ANSWERED)
TODAY = Period(date(2026, 3, 4), date(2026, 3, 4))


def store(
    database: Database,
    at: datetime,
    *,
    company: str = "aurora",
    user: str = "ana",
    ms: float | None = 100.0,
    fact: TurnFact | None = ANSWERED,
) -> None:
    """One message and, beside it, its fact."""
    repository = ConversationRepository(database.tenant(company))
    line = said("x")
    turn = StoredTurn((type(line)(line.role, "x", at),), "es", {}, TurnTimings(total=ms), {}, fact)
    with database.tenant(company).session() as session:
        repository.append_in(session, user, "api", turn)


def report(database: Database, company: CompanyConfig = AURORA, period: Period = TODAY) -> dict[str, Any]:
    return AnalyticsService(database).report(company, period, compare=True)


@pytest.fixture
def clinic(database: Database) -> Database:
    add_companies(database, "aurora", "boreal")
    return database


def test_a_day_s_figures_are_exact(clinic: Database) -> None:
    sale = TurnFact(
        outcome=Outcome.ANSWERED,
        agents="sales+availability",
        intents="sales+availability",
        calls=2,
        prompt_tokens=1000,
        completion_tokens=50,
        cost=1.25,
        currency="COP",
    )
    store(clinic, DAY, fact=sale, ms=200.0)
    store(clinic, DAY + timedelta(hours=1), fact=TurnFact(outcome=Outcome.BOOKED, agents="schedule"), ms=100.0)
    complaint = TurnFact(outcome=Outcome.HANDED_OVER, reason="complaint", agents="support")
    store(clinic, DAY + timedelta(hours=2), user="eva", fact=complaint, ms=300.0)
    urgent = TurnFact(outcome=Outcome.EMERGENCY, reason="emergency", agents="emergency")
    store(clinic, DAY + timedelta(hours=23, minutes=59), user="eva", fact=urgent, ms=10.0)
    store(clinic, DAY + timedelta(hours=3), fact=TurnFact(outcome=Outcome.UNANSWERED, known=False), ms=None)
    store(clinic, DAY + timedelta(hours=3), user="eva", fact=None)
    with clinic.tenant("aurora").session() as session:
        TurnFacts(session, "aurora").event("ana", "api", Outcome.RESOLVED)

    figures = report(clinic)
    assert figures["totals"] == {
        "messages": 6,
        "turns": 5,
        "conversations": 2,
        "answered": 1,
        "booked": 1,
        "handed_over": 2,
        "emergencies": 1,
        "unanswered": 1,
        "reopened": 0,
        "resolved": 0,  # today, not that day
        "prompt_tokens": 1000,
        "completion_tokens": 50,
        "model_calls": 2,
        "unpriced_turns": 0,
        "cost": 1.25,
        "currency": "COP",
        "avg_response_ms": 152.5,
        "p95_response_ms": 300.0,
    }
    assert figures["handoff_reasons"] == {"complaint": 1, "emergency": 1}
    assert figures["agents"] == {"availability": 1, "emergency": 1, "sales": 1, "schedule": 1, "support": 1}
    assert figures["intents"] == {"availability": 1, "sales": 1}


def test_days_are_the_company_s_own_and_neighbours_do_not_count(clinic: Database) -> None:
    store(clinic, DAY - timedelta(seconds=1))
    store(clinic, DAY)
    store(clinic, DAY + timedelta(days=1))
    figures = report(clinic)
    assert (figures["totals"]["turns"], figures["previous"]["turns"]) == (1, 1)
    madrid = make_company("aurora", timezone="Europe/Madrid", currency="EUR")
    assert report(clinic, madrid)["totals"]["turns"] == 2  # 23:59:59 UTC-5 is already the 4th in Madrid


def test_another_company_s_facts_are_not_there(clinic: Database) -> None:
    store(clinic, DAY, company="boreal")
    assert report(clinic)["totals"]["messages"] == 0
    assert report(clinic)["agents"] == {}
    assert report(clinic, make_company("boreal"))["totals"]["messages"] == 1


def test_the_series_has_every_step_with_its_own_sums(clinic: Database) -> None:
    for hours in (0, 0.5, 5, 23.9):
        store(clinic, DAY + timedelta(hours=hours))
    hourly = report(clinic, period=Period(TODAY.first, TODAY.last, "hour"))["series"]
    assert [(n, point["turns"]) for n, point in enumerate(hourly) if point["turns"]] == [(0, 2), (5, 1), (23, 1)]
    assert hourly[0]["start"] == "2026-03-04T00:00:00-05:00"
    weekly = report(clinic, period=Period(date(2026, 3, 1), date(2026, 3, 14), "week"))["series"]
    assert [(point["start"][:10], point["turns"]) for point in weekly] == [("2026-03-01", 4), ("2026-03-08", 0)]


def test_the_day_of_a_clock_change_has_23_hours(clinic: Database) -> None:
    madrid = make_company("aurora", timezone="Europe/Madrid")
    day = date(2026, 3, 29)
    store(clinic, datetime(2026, 3, 29, 1, 30, tzinfo=UTC))  # 03:30 by the clock, the third hour of that day
    series = report(clinic, madrid, Period(day, day, "hour"))["series"]
    assert len(series) == 23
    assert [point["start"] for point in series if point["turns"]] == ["2026-03-29T03:00:00+02:00"]
    assert len(report(clinic, madrid, Period(day, day, "day"))["series"]) == 1


def test_the_95th_percentile_is_the_nearest_rank(clinic: Database) -> None:
    for n in range(1, 21):
        store(clinic, DAY + timedelta(minutes=n), ms=float(n))
    totals = report(clinic)["totals"]
    assert (totals["p95_response_ms"], totals["avg_response_ms"]) == (19.0, 10.5)


@pytest.mark.parametrize(
    ("costs", "cost", "unpriced"),
    [
        ([(0.5, "COP", 1), (0.25, "COP", 1)], 0.75, 0),
        ([(0.5, "COP", 1), (None, "COP", 1)], 0.5, 1),
        ([(None, "COP", 1)], None, 1),
        ([(0.5, "USD", 1)], None, 1),  # from before the company changed its currency
        ([(0.0, "COP", 0)], 0.0, 0),
    ],
)
def test_a_cost_is_never_invented(
    clinic: Database, costs: list[tuple[float | None, str, int]], cost: float | None, unpriced: int
) -> None:
    for value, currency, calls in costs:
        store(clinic, DAY, fact=TurnFact(outcome=Outcome.ANSWERED, cost=value, currency=currency, calls=calls))
    totals = report(clinic)["totals"]
    assert (totals["cost"], totals["unpriced_turns"]) == (cost, unpriced)


def test_figures_outlive_the_erasure_of_a_person(clinic: Database) -> None:
    store(clinic, DAY)
    ConversationRepository(clinic.tenant("aurora")).delete("ana")
    assert report(clinic)["totals"]["turns"] == 1


def test_nothing_measured_is_nothing_told(clinic: Database) -> None:
    (empty,) = FactFigures(clinic.tenant("aurora")).over([(DAY, DAY + timedelta(1))], "COP")
    assert empty == Figures()


def test_a_range_must_be_in_order_and_bounded(database: Database) -> None:
    service = AnalyticsService(database, clock=lambda: DAY)
    assert service.period(AURORA, None, None, "day") == Period(date(2026, 2, 26), date(2026, 3, 4), "day")
    for first, last, step in (("2026-03-05", "2026-03-04", "day"), ("2020-01-01", "2026-03-04", "hour")):
        with pytest.raises(ValidationFailedError):
            service.period(AURORA, date.fromisoformat(first), date.fromisoformat(last), step)


def test_the_overview_counts_the_company_s_today(clinic: Database) -> None:
    store(clinic, DAY, fact=TurnFact(outcome=Outcome.EMERGENCY, reason="emergency"), ms=50.0)
    store(clinic, DAY - timedelta(hours=1))
    store(clinic, DAY + timedelta(hours=2), user="eva", ms=150.0)
    with clinic.tenant("aurora").session() as session:
        ConversationRepository(clinic.tenant("aurora")).set_owner(session, "ana", "human")
    overview = OverviewService(clinic, lambda company: company.company_id == "aurora", clock=lambda: DAY)
    aurora, boreal = overview.of([AURORA, make_company("boreal")])
    assert aurora == {
        "company_id": "aurora",
        "company_name": "Clínica Aurora",
        "is_active": True,
        "healthy": True,
        "messages_today": 2,
        "active_bots": 1,
        "handoffs_today": 1,
        "emergencies_today": 1,
        "waiting_for_person": 1,
        "avg_response_ms": 100.0,
    }
    assert (boreal["healthy"], boreal["messages_today"], boreal["avg_response_ms"]) == (False, 0, None)
