"""Which free times to show for a wish: the wished one, else at most three near it, and why."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.agents.booking.command import local_moment
from app.agents.ports import BookingState, Calendar, Slot
from app.config.company_config import CompanyConfig, Treatment
from app.models.opening_hours import Refusal, advance_refusal, last_day, refusal

SHOWN = 3
GAP = timedelta(minutes=30)
NEAR_DAYS, HORIZON_DAYS = 4, 14
_NOON, _AFTERNOON, _EVENING = dt.time(12), dt.time(13), dt.time(18)
TIME_TO_ANSWER = timedelta(minutes=30)  # a time shown must still be bookable when the answer comes
_PERIODS: dict[str, Callable[[dt.time], bool]] = {
    "morning": lambda clock: clock < _NOON,
    "afternoon": lambda clock: clock >= _AFTERNOON,
    "night": lambda clock: clock >= _EVENING,
}
PERIOD_FULL, DAY_FULL, EXPIRED = "period", "full", "expired"


@dataclass(frozen=True, slots=True)
class Wish:
    """When the customer would like to come; None = open."""

    date: dt.date | None = None
    end_date: dt.date | None = None
    time: dt.time | None = None
    period: str | None = None
    not_before: dt.time | None = None
    not_after: dt.time | None = None
    soonest: bool = False
    after: datetime | None = None  # only times later than this: "más tarde"
    before: datetime | None = None
    seen: tuple[str, ...] = ()  # ISO starts already refused

    def allows(self, slot: Slot) -> bool:
        """Whether a slot lies in the wished part of the day."""
        clock = slot.start.time()
        return (
            (self.period is None or _PERIODS[self.period](clock))
            and (self.not_before is None or clock >= self.not_before)
            and (self.not_after is None or clock <= self.not_after)
            and (self.after is None or slot.start > self.after)
            and (self.before is None or slot.start < self.before)
            and slot.start.isoformat() not in self.seen
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """`fixed`: the wished time is free. Else `slots` to choose from, and `reason` why not the wished one."""

    fixed: Slot | None = None
    slots: tuple[Slot, ...] = ()
    reason: str = ""  # a Refusal, "period" or "full"


class Offers:
    """Looks for times of one treatment in one calendar."""

    def __init__(self, calendar: Calendar, company: CompanyConfig, now: datetime) -> None:
        self._calendar, self._company, self._now = calendar, company, now

    def find(self, treatment: Treatment, wish: Wish, *, ignoring: str = "") -> Offer:
        """Raises: CalendarUnavailableError."""
        search = _Search(self._calendar, treatment, self._now, ignoring, self._company.min_advance_hours)
        if wish.date is None:
            return self._any_day(search, wish)
        if wish.time is not None:
            return self._at(search, wish, wish.date, wish.time)
        return self._on(search, wish, wish.date)

    def _at(self, search: "_Search", wish: Wish, day: dt.date, clock: dt.time) -> Offer:
        """A day and a time: that slot, else the nearest ones of the day, else of the next days."""
        start = local_moment(day.isoformat(), clock.isoformat("minutes"), self._company)
        slots = search.days(day, day)
        exact = next((s for s in slots if s.start == start), None)
        if exact:
            return Offer(fixed=exact)
        reason = refusal(self._company, start, search.treatment.duration_min, self._now) or Refusal.TAKEN
        near: Sequence[Slot] = _apart(sorted(slots, key=lambda s: abs(s.start - start)))
        if not near:
            near = self._later_days(search, replace(wish, period=None), day)
        return Offer(slots=_in_order(near), reason=reason.value)

    def _on(self, search: "_Search", wish: Wish, day: dt.date) -> Offer:
        """A day, or a range of days, without a time."""
        last = wish.end_date if wish.end_date and wish.end_date > day else day
        slots = search.to_show(day, last)
        fitting = [s for s in slots if wish.allows(s)]
        if fitting and wish.soonest:
            return Offer(fixed=fitting[0])
        if fitting:
            return Offer(slots=_over_days(fitting) if last > day else _spread(fitting))
        if slots and (wish.period or wish.not_before or wish.not_after):
            open_ones = [s for s in slots if s.start.isoformat() not in wish.seen] or list(slots)
            return Offer(slots=_nearest_to_period(open_ones, wish), reason=PERIOD_FULL)
        return Offer(slots=_in_order(self._later_days(search, wish, last)), reason=self._why_empty(search, day))

    def _any_day(self, search: "_Search", wish: Wish) -> Offer:
        today = self._now.date()
        fitting: list[Slot] = []
        for days in (NEAR_DAYS, HORIZON_DAYS):  # far days are asked for only when the near ones are full
            slots = search.to_show(today, today + timedelta(days=days))
            fitting = [s for s in slots if wish.allows(s)]
            if len({s.start.date() for s in fitting}) >= SHOWN:
                break
        if wish.time is not None:
            fitting = [s for s in fitting if s.start.time() == wish.time] or fitting
        if fitting and wish.soonest:
            return Offer(fixed=fitting[0])
        reason = "" if fitting or not slots else PERIOD_FULL
        return Offer(slots=_over_days(fitting or list(slots), halves=wish.time is None), reason=reason)

    def _later_days(self, search: "_Search", wish: Wish, day: dt.date) -> Sequence[Slot]:
        """Times on the days after `day` near the wished hour."""
        first = min(max(day, self._now.date()), last_day(self._company, self._now)) + timedelta(days=1)
        slots = search.days(first, first + timedelta(days=HORIZON_DAYS))
        if not slots:  # beyond the open calendar: look back from its end
            end = last_day(self._company, self._now)
            slots = search.days(end - timedelta(days=HORIZON_DAYS), end)
        fitting = [s for s in slots if wish.allows(s)] or list(slots)
        if wish.time is None:
            return _over_days(fitting, halves=True)
        by_day: dict[dt.date, list[Slot]] = {}
        for slot in fitting:
            by_day.setdefault(slot.start.date(), []).append(slot)
        wished = wish.time
        return [min(of_day, key=lambda s: _minutes_apart(s, wished)) for of_day in list(by_day.values())[:SHOWN]]

    def _why_empty(self, search: "_Search", day: dt.date) -> str:
        """Why a whole day has nothing: closed, out of reach, or full."""
        noon = local_moment(day.isoformat(), "12:00", self._company)
        reason = refusal(self._company, noon, search.treatment.duration_min, self._now)
        if reason in (Refusal.CLOSED, Refusal.HOLIDAY, Refusal.TOO_FAR):
            return reason.value
        evening = local_moment(day.isoformat(), "23:59", self._company)
        late = advance_refusal(self._company, evening, self._now)
        return late.value if late else DAY_FULL


@dataclass(frozen=True, slots=True)
class _Search:
    calendar: Calendar
    treatment: Treatment
    now: datetime
    ignoring: str
    min_advance_hours: float

    def days(self, first: dt.date, last: dt.date) -> Sequence[Slot]:
        return self.calendar.free_slots(self.treatment, first, last, now=self.now, ignoring=self.ignoring)

    def to_show(self, first: dt.date, last: dt.date) -> Sequence[Slot]:
        """Free times that leave the customer time to answer."""
        slots = self.days(first, last)
        earliest = self.now + timedelta(hours=self.min_advance_hours) + TIME_TO_ANSWER
        return [s for s in slots if s.start >= earliest] or slots


def wish_of(state: BookingState) -> Wish:
    """The wish that a state holds."""
    extra = state.extra

    def clock(value: object) -> dt.time | None:
        return dt.time.fromisoformat(value) if isinstance(value, str) else None

    end = extra.get("end_date")
    return Wish(
        date=dt.date.fromisoformat(state.date) if state.date else None,
        end_date=dt.date.fromisoformat(end) if isinstance(end, str) else None,
        time=clock(state.time),
        period=state.period,
        not_before=clock(extra.get("not_before")),
        not_after=clock(extra.get("not_after")),
        soonest=bool(extra.get("soonest")),
    )


def _spread(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """Up to three times of one day: an early, a middle and a late one, on the hour where possible."""
    if len(slots) <= SHOWN:
        return tuple(slots)
    picked = [_round_hour(slots, int(len(slots) * part)) for part in (0.0, 0.4, 0.8)]
    return _in_order(dict.fromkeys(picked))


def _round_hour(slots: Sequence[Slot], index: int) -> Slot:
    near = slots[index : index + 4]
    return next((s for s in near if s.start.minute == 0), slots[index])


def _over_days(slots: Sequence[Slot], *, halves: bool = False) -> tuple[Slot, ...]:
    """The first time of each of three days; with `halves` mornings and afternoons count apart."""
    groups: dict[tuple[dt.date, bool], list[Slot]] = {}
    for slot in slots:
        groups.setdefault((slot.start.date(), halves and slot.start.time() >= _NOON), []).append(slot)
    return tuple(_round_hour(group, 0) for group in list(groups.values())[:SHOWN])


def _nearest_to_period(slots: Sequence[Slot], wish: Wish) -> tuple[Slot, ...]:
    """The times of the day closest to the part of it that is full."""
    late = wish.period in ("afternoon", "night") or wish.not_before is not None
    return _in_order(_apart(list(reversed(slots)) if late else slots))


def _apart(slots: Sequence[Slot]) -> Sequence[Slot]:
    """Up to three of the slots, best first, that differ by half an hour or more where there are such."""
    picked: list[Slot] = []
    for slot in slots:
        if all(abs(slot.start - other.start) >= GAP for other in picked):
            picked.append(slot)
    return (picked if len(picked) >= SHOWN else slots)[:SHOWN]


def _minutes_apart(slot: Slot, wished: dt.time) -> int:
    """Minutes between a slot's clock and the wished one."""
    return abs(slot.start.hour * 60 + slot.start.minute - wished.hour * 60 - wished.minute)


def _in_order(slots: Sequence[Slot] | dict[Slot, None]) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda s: s.start))
