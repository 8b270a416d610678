"""What a reminder says, and the state that lets the booking machine understand the answer."""

from datetime import datetime

from app.agents.booking.speech import Speech
from app.agents.booking.state import Stage, Task, is_open, live, stamped, with_extra
from app.agents.phrases.booking import phrase
from app.agents.ports import Appointment, BookingState
from app.config.company_config import CompanyConfig

_BUTTONS = ("button_coming", "button_move", "button_cancel")


def reminder_text(appointment: Appointment, company: CompanyConfig, language: str, now: datetime) -> str:
    """The reminder in the customer's language."""
    item = Speech(company, language, now).appointment(appointment)
    first_name = appointment.name.split(" ")[0]
    return phrase("reminder", company, language, name=first_name, place=company.company_name, item=item)


def reminder_values(
    appointment: Appointment, company: CompanyConfig, language: str, now: datetime
) -> dict[str, str]:
    """What a company's own template may name."""
    return {
        "name": appointment.name.split(" ")[0],
        "treatment": appointment.treatment_name,
        "moment": Speech(company, language, now).the_moment(appointment.start),
        "company": company.company_name,
    }


def reminder_choices(company: CompanyConfig, language: str) -> tuple[str, ...]:
    """Buttons whose words the booking machine reads."""
    return tuple(phrase(key, company, language) for key in _BUTTONS)


def reminded(before: BookingState, appointment: Appointment, now: datetime) -> BookingState:
    """The state after a reminder; a booking that is in course goes on instead."""
    current = live(before, now)
    if is_open(current) and current.stage != Stage.REMINDED:
        return before
    state = BookingState(
        stage=Stage.REMINDED,
        treatment=appointment.treatment,
        name=appointment.name or None,
        phone=appointment.phone or None,
        appointment_id=appointment.appointment_id,
    )
    return stamped(with_extra(state, task=Task.REMIND.value), now)
