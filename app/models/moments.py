"""Days and moments that calendars and databases can work with."""

from datetime import date

from marshmallow import ValidationError

FIRST_YEAR, LAST_YEAR = 1970, 2200


def check_year(value: date) -> None:
    """At the ends of the calendar a change of time zone has no result."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(f"Use a year from {FIRST_YEAR} to {LAST_YEAR}.")
