"""When a reminder is to go out: some hours before a visit, never at night, never about what was just booked."""

from datetime import datetime, time, timedelta

from app.config.company_config import CompanyConfig

LATEST = timedelta(hours=1)  # a reminder later than this before the visit helps nobody
BEFORE_QUIET = timedelta(minutes=30)


def due_hours(company: CompanyConfig, start: datetime, changed_at: datetime, now: datetime) -> float | None:
    """Which of the company's `reminder_hours` is due at `now` for a visit; None = none.

    The latest one counts when several are: after a pause nobody is reminded twice in a row. A visit made or
    changed after the moment of a reminder needs none. All datetimes aware.
    """
    if is_quiet(company, now) or now > start - LATEST:
        return None
    for hours in sorted(company.reminder_hours):
        moment = send_at(company, start, hours)
        if moment <= now:
            return hours if changed_at <= moment else None
    return None


def send_at(company: CompanyConfig, start: datetime, hours: float) -> datetime:
    """The moment itself; in quiet hours their end, or the evening before where that would be too late."""
    moment = (start - timedelta(hours=hours)).astimezone(company.zone)
    if not is_quiet(company, moment):
        return moment
    begins, ends = _quiet(company)
    end = datetime.combine(moment.date(), ends, company.zone)
    if end <= moment:
        end += timedelta(days=1)
    if end <= start - LATEST:
        return end
    begin = datetime.combine(moment.date(), begins, company.zone)
    if begin > moment:
        begin -= timedelta(days=1)
    return begin - BEFORE_QUIET


def is_quiet(company: CompanyConfig, moment: datetime) -> bool:
    """Whether a moment lies in the company's quiet hours; equal ends mean there are none."""
    begins, ends = _quiet(company)
    clock = moment.astimezone(company.zone).time()
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def _quiet(company: CompanyConfig) -> tuple[time, time]:
    begins, ends = (time.fromisoformat("00:00" if clock == "24:00" else clock) for clock in company.quiet_hours)
    return begins, ends
