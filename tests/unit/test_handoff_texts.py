"""What the customer reads when a person is called, by hours and language, and what the person reads."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.agents.ports import BookingState, Handoff, HandoffReason
from app.config.company_config import CompanyConfig
from app.models.outbox import HANDOFF, NOTE
from app.services.handoff_service import closed_until, is_open, note_text, plan
from tests.factories import make_company

HOURS = {day: [["09:00", "18:00"]] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
BOGOTA = ZoneInfo("America/Bogota")


def clinic(**values: object) -> CompanyConfig:
    return make_company(working_hours=HOURS, timezone="America/Bogota", **values)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026 begins on a Sunday: the 4th is a Wednesday, the 6th a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BOGOTA)


@pytest.mark.parametrize(
    ("moment", "there"), [(at(4, 9), True), (at(4, 17, 59), True), (at(4, 18), False), (at(7, 12), False)]
)
def test_staff_are_there_in_opening_hours_alone(moment: datetime, there: bool) -> None:
    assert is_open(clinic(), moment) is there
    assert (closed_until(clinic(), "es", moment) == "") is there


@pytest.mark.parametrize(
    ("language", "formality", "moment", "words"),
    [
        ("es", "usted", at(4, 20), ("fuera de horario", "le responderán", "9:00")),
        ("es", "tu", at(4, 20), ("fuera de horario", "te responderán")),
        ("en", "usted", at(4, 20), ("We are closed", "tomorrow")),
        ("pt", "usted", at(4, 20), ("fora do horário", "amanhã")),
        ("es", "usted", at(4, 7), ("hoy", "9:00")),
        ("es", "usted", at(6, 19), ("lunes",)),
    ],
)
def test_outside_the_hours_the_customer_is_told_when_somebody_answers(
    language: str, formality: str, moment: datetime, words: tuple[str, ...]
) -> None:
    said = closed_until(clinic(formality=formality), language, moment)
    assert all(word in said for word in words), said


def test_the_hours_are_the_companys_own() -> None:
    madrid = make_company(working_hours=HOURS, timezone="Europe/Madrid")
    assert closed_until(madrid, "es", at(4, 9)) == ""  # 15:00 there
    assert closed_until(madrid, "es", at(4, 13)) != ""  # 19:00 there


def test_a_day_the_company_named_as_closed_is_passed_over() -> None:
    assert "viernes" in closed_until(clinic(closed_dates=["2026-03-05"]), "es", at(4, 20))


def test_a_company_that_never_opens_names_no_hour() -> None:
    assert closed_until(make_company(working_hours={}), "es", at(4, 20)) == ""


@pytest.mark.parametrize(
    ("reason", "urgent", "priority"),
    [
        (HandoffReason.EMERGENCY, False, "urgent"),
        (HandoffReason.CUSTOMER_ASKED, True, "urgent"),
        (HandoffReason.COMPLAINT, False, "high"),
        (HandoffReason.CUSTOMER_ASKED, False, ""),
        (HandoffReason.NOT_KNOWN, False, ""),
    ],
)
def test_a_hand_over_is_an_action_and_a_private_note(reason: HandoffReason, urgent: bool, priority: str) -> None:
    action, note = plan(clinic(), Handoff(reason, summary="se me hinchó la cara", urgent=urgent))
    assert (action.kind, action.data) == (HANDOFF, {"priority": priority})
    assert note.kind == NOTE
    assert "se me hinchó la cara" in note.content
    assert ("URGENCIA" in note.content) is (priority == "urgent")


@pytest.mark.parametrize("reason", [*HandoffReason])
def test_every_reason_has_words_in_each_language(reason: HandoffReason) -> None:
    notes = {note_text(clinic(language=language), reason.value, "hola") for language in ("es", "en", "pt")}
    assert len(notes) == 3
    assert all("/bot on" in note for note in notes)


def test_the_note_tells_the_booking_under_way_and_runs_nothing() -> None:
    booking = BookingState(stage="details", treatment="botox", date="2026-03-09", time="10:00", name="Ana")
    said = "{{ contact.email }} " + "x" * 2000
    text = note_text(clinic(), "calendar_down", said, booking, before="Hasta ahora se habló de una cita.")
    assert "Botox, 2026-03-09, 10:00, Ana" in text
    assert "se habló de una cita" in text
    assert "{{" not in text
    assert len(text) < 1200
