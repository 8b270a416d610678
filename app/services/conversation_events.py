"""Tells the event bus what a conversation's turn brought."""

from collections.abc import Sequence

from app.agents.ports import Appointment, Handoff, HandoffReason, Message, Receipt
from app.services.event_bus import Publisher
from app.services.multi_agent_orchestrator import TurnResult

PREVIEW_CHARS = 120


class ConversationEvents:
    """One place for the shapes of a conversation's events."""

    def __init__(self, bus: Publisher) -> None:
        self._bus = bus

    def said(self, company_id: str, user_id: str, messages: Sequence[Message]) -> None:
        """After messages were stored."""
        for message in messages:
            data = {"user_id": user_id, "role": message.role.value, "preview": message.content[:PREVIEW_CHARS]}
            self._bus.publish(company_id, "message", data, message.content)

    def handed_over(self, company_id: str, user_id: str, result: TurnResult) -> None:
        """After an answer that calls a person was stored."""
        if result.handoff is not None:
            self.called(company_id, user_id, result.handoff)

    def called(self, company_id: str, user_id: str, handoff: Handoff) -> None:
        """After a person was called."""
        urgent = handoff.urgent or handoff.reason is HandoffReason.EMERGENCY
        data = {"user_id": user_id, "reason": handoff.reason.value, "urgent": urgent}
        if handoff.reason is HandoffReason.EMERGENCY:
            self._bus.publish(company_id, "emergency", data)
        self._bus.publish(company_id, "handoff", data)

    def owner(self, company_id: str, user_id: str, owner: str) -> None:
        """After the conversation got another owner."""
        self._bus.publish(company_id, "owner", {"user_id": user_id, "owner": owner})

    def written(self, company_id: str, receipts: Sequence[Receipt]) -> None:
        """After appointments were written."""
        for receipt in receipts:
            self._bus.publish(company_id, "appointment", appointment_data(receipt.action.value, receipt))

    def took_place(self, company_id: str, visit: Appointment) -> None:
        """After staff noted how a visit ended."""
        self._bus.publish(company_id, "appointment", visit_data(f"appointment_{visit.status.value}", visit))


def appointment_data(action: str, receipt: Receipt) -> dict[str, str]:
    """`action` as the API names it: appointment_booked, appointment_rescheduled, appointment_cancelled."""
    return visit_data(action, receipt.appointment)


def visit_data(action: str, visit: Appointment) -> dict[str, str]:
    """An appointment as events and webhooks show it; also appointment_completed, appointment_no_show."""
    return {
        "action": action,
        "appointment_id": visit.appointment_id,
        "user_id": visit.user_id,
        "treatment": visit.treatment,
        "start": visit.start.isoformat(),
        "status": visit.status.value,
    }
