"""Reminders of visits: what is due by the record, each sent once, answered through the booking machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.agents.booking import actions
from app.agents.booking.reminding import reminded, reminder_choices, reminder_text, reminder_values
from app.agents.booking.state import from_dict, to_dict
from app.agents.ports import Appointment, Message
from app.agents.reminder_times import due_hours
from app.config.company_config import CompanyConfig, CompanyManager
from app.config.constants import AgentType, Intent, Role
from app.models.conversation import Conversation, StoredTurn
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.reminder import NOT_SENT, SENT, ReminderRepository
from app.services.calendars.book import as_appointment
from app.services.conversation_service import ConversationService
from app.services.outbound import Outbound, OutboundMessage
from app.utils.logger import get_logger, log_context

log = get_logger("reminders")

HORIZON = timedelta(days=15)  # the longest `reminder_hours` and a night
WINDOW = timedelta(hours=24)  # in which WhatsApp lets a business write freely
OPT_OUT_LOOK_BACK = 200  # messages


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due; `kind` makes it one of a kind."""

    company: CompanyConfig
    appointment: Appointment
    kind: str


class ReminderService:
    """Looks at every company's book; safe to run in several processes at once."""

    def __init__(
        self,
        database: Database,
        companies: CompanyManager,
        conversations: ConversationService,
        outbound: Outbound,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._companies, self._conversations = database, companies, conversations
        self._outbound, self._clock = outbound, clock

    def run(self) -> int:
        """Send what is due; the number sent. A company out of reach is tried again next time."""
        sent, now = 0, self._clock()
        for company in self._companies.all(active_only=True):
            with log_context(company=company.company_id):
                try:
                    sent += sum(self._send(reminder, now) for reminder in self._due(company, now))
                except DependencyError as exc:
                    log.warning("reminders are put off: %s", exc.code)
        return sent

    def due(self, now: datetime) -> list[Reminder]:
        """Every reminder that nobody has taken yet. Raises: RecordUnavailableError."""
        return [r for company in self._companies.all(active_only=True) for r in self._due(company, now)]

    def _due(self, company: CompanyConfig, now: datetime) -> list[Reminder]:
        if not company.reminder_hours:
            return []
        repository = self._repository(company)
        found = []
        for row in repository.visits(now, now + HORIZON):
            hours = due_hours(company, row.starts_at, row.updated_at, now)
            if hours is not None:
                kind = f"{hours:g}h {row.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
                found.append(Reminder(company, as_appointment(row, company), kind))
        done = repository.done([r.appointment.appointment_id for r in found])
        return [r for r in found if (r.appointment.appointment_id, r.kind) not in done]

    def _send(self, reminder: Reminder, now: datetime) -> bool:
        """Claim, send, note. A worker that dies in between leaves one unsent rather than one sent twice."""
        repository, visit = self._repository(reminder.company), reminder.appointment
        if not repository.claim(visit.appointment_id, reminder.kind, now):
            return False
        reason = self._deliver(reminder, now)
        state = NOT_SENT if reason else SENT
        repository.settle(visit.appointment_id, reminder.kind, state, reason)
        if reason:
            log.info("a reminder was not sent: %s", reason)
        return not reason

    def _deliver(self, reminder: Reminder, now: datetime) -> str:
        """Why it was not sent; "" when it was."""
        company, visit = reminder.company, reminder.appointment
        conversation = self._conversations.record(company).find(visit.user_id)
        if conversation is None:
            return "no_conversation"
        messages = self._conversations.record(company).recent(visit.user_id, OPT_OUT_LOOK_BACK)
        if self._opted_out(company, visit.user_id, messages):
            return "opted_out"
        language, local = conversation.language, now.astimezone(company.zone)
        message = OutboundMessage(
            text=reminder_text(visit, company, language, local),
            appointment_id=visit.appointment_id,
            kind=reminder.kind,
            choices=reminder_choices(company, language),
            template=filled(company.reminder_template, reminder_values(visit, company, language, local)),
            window_open=_in_window(messages, now),
        )
        try:
            reason = self._outbound.send(company, visit.user_id, message)
        except DependencyError as exc:
            return exc.code
        if not reason:
            self._note(company, conversation, visit, message.text, now)
        return reason

    def _opted_out(self, company: CompanyConfig, user_id: str, messages: list[Message]) -> bool:
        repository = self._repository(company)
        if repository.opted_out(user_id):
            return True
        if any(m.role is Role.USER and actions.stops_reminders(m.content) for m in messages):
            repository.opt_out(user_id)
            return True
        return False

    def _note(
        self, company: CompanyConfig, conversation: Conversation, visit: Appointment, text: str, now: datetime
    ) -> None:
        """The reminder stands in the conversation, and the next "sí" is about it."""
        message = Message(Role.ASSISTANT, text, now, agent=AgentType.SCHEDULE.value, intents=(Intent.SCHEDULE,))
        state = reminded(from_dict(conversation.booking), visit, now)
        turn = StoredTurn((message,), conversation.language, to_dict(state), details={"reminder": True})
        self._conversations.record(company).append(conversation.user_id, turn)
        self._conversations.refresh(company, conversation.user_id)

    def _repository(self, company: CompanyConfig) -> ReminderRepository:
        return ReminderRepository(self._database.tenant(company.company_id))


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """The configured template with `{name}`, `{treatment}`, `{moment}` and `{company}` of the visit filled in."""
    if isinstance(template, Mapping):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _in_window(messages: list[Message], now: datetime) -> bool:
    """Whether the customer wrote within the last day."""
    written = [m.at for m in messages if m.role is Role.USER]
    return bool(written) and now - max(written) < WINDOW
