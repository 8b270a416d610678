"""Calling a person: what staff are told, and what is done to the conversation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.agents.booking.speech import Speech
from app.agents.phrases.handoff import handoff_phrase
from app.agents.ports import BookingState, Handoff, HandoffReason
from app.config.company_config import CompanyConfig
from app.models.errors import ChatwootRejectedError
from app.models.opening_hours import opening_ranges
from app.models.outbox import HANDOFF, NOTE, Outgoing
from app.services.chatwoot_service import ChatwootClient, ChatwootTarget, Priority
from app.services.outgoing import without_liquid
from app.utils.logger import get_logger

log = get_logger("handoff")

SUMMARY_CHARS = 500
DAYS_AHEAD = 14
_RANK: Mapping[str | None, int] = {None: 0, "low": 1, "medium": 2, "high": 3, "urgent": 4}


def plan(
    company: CompanyConfig,
    handoff: Handoff,
    booking: BookingState | None = None,
    *,
    said: str = "",
    before: str = "",
) -> list[Outgoing]:
    """What a hand-over sends and does, to be stored with the answer that announces it.

    `said`: the customer's words, where the hand-over has none; `before`: what the session was about.
    """
    urgent = handoff.urgent or handoff.reason is HandoffReason.EMERGENCY
    priority = "urgent" if urgent else "high" if handoff.reason is HandoffReason.COMPLAINT else ""
    words = handoff.summary or said
    note = note_text(company, handoff.reason.value, words, booking, urgent=urgent, before=before)
    return [Outgoing(HANDOFF, data={"priority": priority}), Outgoing(NOTE, note)]


def note_text(
    company: CompanyConfig,
    reason: str,
    said: str,
    booking: BookingState | None = None,
    *,
    urgent: bool = False,
    before: str = "",
) -> str:
    """The private note, in the company's language."""
    language = company.language
    lines = [
        handoff_phrase("note_urgent" if urgent else "note_title", company, language),
        handoff_phrase("note_reason", company, language, reason=handoff_phrase(reason, company, language)),
    ]
    if said:
        lines.append(handoff_phrase("note_said", company, language, text=said[:SUMMARY_CHARS]))
    if before:
        lines.append(before)
    known = _booking(company, booking)
    if known:
        lines.append(handoff_phrase("note_booking", company, language, text=known))
    lines.append(handoff_phrase("note_resume", company, language))
    return without_liquid("\n".join(lines))


def closed_until(company: CompanyConfig, language: str, now: datetime) -> str:
    """A sentence for the customer while nobody is there; "" in opening hours."""
    local = now.astimezone(company.zone)
    for offset in range(DAYS_AHEAD):
        for opening, closing in opening_ranges(company, local.date() + timedelta(days=offset)):
            if opening <= local < closing:
                return ""
            if opening > local:
                when = Speech(company, language, local).the_moment(opening)
                return handoff_phrase("back_at", company, language, when=when)
    return ""


def is_open(company: CompanyConfig, now: datetime) -> bool:
    """Whether staff are there at this moment."""
    local = now.astimezone(company.zone)
    return any(opening <= local < closing for opening, closing in opening_ranges(company, local.date()))


def _each(steps: Sequence[tuple[str, Callable[[], object]]]) -> None:
    for name, step in steps:
        try:
            step()
        except ChatwootRejectedError as exc:
            log.error("hand-over: %s was refused (%s)", name, exc.details.get("status"))


def _booking(company: CompanyConfig, booking: BookingState | None) -> str:
    if booking is None or not booking.stage:
        return ""
    treatment = company.treatments.get(booking.treatment or "")
    values = (treatment.name if treatment else "", booking.date, booking.time, booking.name, booking.phone)
    return ", ".join(value for value in values if value)


class HandoffService:
    """Carries a stored hand-over out; every step can be done twice without harm."""

    def __init__(self, client: ChatwootClient, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._client, self._clock = client, clock

    def execute(
        self, company: CompanyConfig, target: ChatwootTarget, conversation_id: str, data: Mapping[str, Any]
    ) -> None:
        """Open it, then label, priority, team and assignee (not with `data["alone"]`: somebody has it already).

        A step that Chatwoot refuses (an unknown team, say) is logged and does not stop the others.
        Raises: ChatwootUnavailableError; then all is done again.
        """
        steps: Sequence[tuple[str, Callable[[], object]]] = (
            ("status", lambda: self._client.set_status(target, conversation_id, "open")),
            ("label", lambda: self._label(company, target, conversation_id)),
            ("priority", lambda: self._raise_priority(target, conversation_id, data.get("priority") or "")),
            ("team", lambda: self._team(company, target, conversation_id)),
            ("assignee", lambda: self._assignee(company, target, conversation_id)),
        )
        _each(steps[:3] if data.get("alone") else steps)

    def give_back(
        self, company: CompanyConfig, target: ChatwootTarget, conversation_id: str, data: Mapping[str, Any]
    ) -> None:
        """The bot's status again, and without the labels that keep it quiet. As `execute`."""
        del data
        labels = [label for label in (company.handoff_label, company.bot_off_label) if label]
        steps: list[tuple[str, Callable[[], object]]] = [
            ("label", lambda: self._client.remove_labels(target, conversation_id, labels))
        ]
        if company.bot_on == "pending":
            steps.append(("status", lambda: self._client.set_status(target, conversation_id, "pending")))
        _each(steps)

    def _label(self, company: CompanyConfig, target: ChatwootTarget, conversation_id: str) -> None:
        if company.handoff_label:
            self._client.add_labels(target, conversation_id, [company.handoff_label])

    def _raise_priority(self, target: ChatwootTarget, conversation_id: str, priority: Priority | str) -> None:
        """Never lower what somebody has set."""
        if not priority:
            return
        try:
            present = self._client.get_conversation(target, conversation_id).get("priority")
        except ChatwootRejectedError:  # older versions do not show conversations to bots
            present = None
        if _RANK.get(present, 0) < _RANK[priority]:
            self._client.set_priority(target, conversation_id, priority)  # type: ignore[arg-type]

    def _team(self, company: CompanyConfig, target: ChatwootTarget, conversation_id: str) -> None:
        if company.handoff_team_id:
            self._client.assign_team(target, conversation_id, company.handoff_team_id)

    def _assignee(self, company: CompanyConfig, target: ChatwootTarget, conversation_id: str) -> None:
        if company.handoff_assignee_id:
            self._client.assign_agent(target, conversation_id, company.handoff_assignee_id)
