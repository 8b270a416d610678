"""Times that clients send without an offset are the company's own."""

from datetime import UTC, datetime, tzinfo


def in_zone(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """`moment` in UTC; one without an offset is read in `zone`."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
