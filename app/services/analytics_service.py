"""A company's figures over a stretch of its own calendar, with the same stretch before it to compare."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.database import Database
from app.models.errors import ValidationFailedError
from app.models.fact_figures import FactFigures, Figures, Stretch

DEFAULT_DAYS = 7
MAX_POINTS = 800
_STEPS: Mapping[str, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(1), "week": timedelta(7)}


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to `last`, both inclusive."""

    first: date
    last: date
    granularity: str = "day"


class AnalyticsService:
    """Read-only figures; days and hours are the company's local ones, across clock changes too."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._clock = database, clock

    def period(self, company: CompanyConfig, first: date | None, last: date | None, granularity: str) -> Period:
        """The week up to today where nothing is said. Raises: ValidationFailedError."""
        last = last or max(self._clock().astimezone(company.zone).date(), first or date.min)
        first = first or last - timedelta(DEFAULT_DAYS - 1)
        points = ((last - first).days + 1) / (_STEPS[granularity] / timedelta(1))
        if first > last or points > MAX_POINTS:
            raise ValidationFailedError(details={"to": [f"Give days in order, at most {MAX_POINTS} points."]})
        return Period(first, last, granularity)

    def report(self, company: CompanyConfig, period: Period, *, compare: bool) -> dict[str, Any]:
        """Totals, the same of the stretch before, the series, and what the turns were about."""
        reader = FactFigures(self._database.tenant(company.company_id))
        whole = _days(company, period.first, period.last)
        days = period.last - period.first + timedelta(1)
        before = _days(company, period.first - days, period.last - days)
        steps = list(_steps(company, period))
        previous, total = reader.over([before, whole], company.currency)
        series = reader.over(steps, company.currency)
        return {
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "granularity": period.granularity,
            "timezone": company.timezone,
            "totals": _shown(total, company),
            "previous": _shown(previous, company) if compare else None,
            "series": [
                {"start": step[0].isoformat(), **_shown(figures, company)}
                for step, figures in zip(steps, series, strict=True)
            ],
            **reader.groups(whole),
        }


def local_day(company: CompanyConfig, now: datetime) -> Stretch:
    """The company's today."""
    today = now.astimezone(company.zone).date()
    return _days(company, today, today)


def _days(company: CompanyConfig, first: date, last: date) -> Stretch:
    return _midnight(first, company), _midnight(last + timedelta(1), company)


def _steps(company: CompanyConfig, period: Period) -> Iterator[Stretch]:
    """Days and weeks by the calendar, hours by the clock: a day of 23 or 25 hours has as many."""
    start, end = _days(company, period.first, period.last)
    moment = start
    while moment < end:
        if period.granularity == "hour":
            following = (moment.astimezone(UTC) + timedelta(hours=1)).astimezone(company.zone)
        else:
            following = _midnight(moment.date() + _STEPS[period.granularity], company)
        yield moment, min(following, end)
        moment = following


def _midnight(day: date, company: CompanyConfig) -> datetime:
    return datetime.combine(day, time(), tzinfo=company.zone)


def _shown(figures: Figures, company: CompanyConfig) -> dict[str, Any]:
    rounded = {
        name: round(value, 1) if name.endswith("_ms") and value else value
        for name, value in asdict(figures).items()
    }
    return {**rounded, "currency": company.currency}
