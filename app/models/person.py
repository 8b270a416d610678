"""Everything the record has of one person, read in one transaction, without what only the machine needs."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.models.appointment import AppointmentEventRow, AppointmentRow
from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow
from app.models.conversation_rows import ConversationRow, MessageRow
from app.models.database import Base, TenantDatabase
from app.models.errors import ConversationNotFoundError
from app.models.inbound import InboundRow
from app.models.notification import NotificationRow
from app.models.outbox import OutboxRow
from app.models.reminder import ReminderOptOutRow, ReminderRow
from app.models.webhook_delivery import WebhookDeliveryRow

_INTERNAL = frozenset({"company_id", "lease_token", "lease_until", "customer_key", "dedupe_key"})

Rows = list[dict[str, Any]]


class PersonRepository:
    """One company's view of a person."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def export(self, user_id: str) -> dict[str, Any]:
        """Rows by subject, oldest first. Raises: ConversationNotFoundError when there is nothing at all."""
        with self._tenant.reading() as session:
            conversation = session.scalar(select(ConversationRow).where(ConversationRow.user_id == user_id))
            found = {
                "messages": _of(session, MessageRow, MessageRow.user_id == user_id, MessageRow.sequence),
                **_appointments(session, user_id),
                **_channel(session, self._tenant.company_id, user_id),
                "webhook_deliveries": _told_of(session, WebhookDeliveryRow, user_id),
                "notifications": _told_of(session, NotificationRow, user_id),
            }
            opted_out = session.scalar(select(ReminderOptOutRow.at).where(ReminderOptOutRow.user_id == user_id))
        if conversation is None and opted_out is None and not any(found.values()):
            raise ConversationNotFoundError()
        head = _plain(conversation) if conversation is not None else None
        return {"conversation": head, **found, "reminders_refused_at": opted_out}


def _appointments(session: Session, user_id: str) -> dict[str, Rows]:
    visits = session.scalars(
        select(AppointmentRow).where(AppointmentRow.user_id == user_id).order_by(AppointmentRow.starts_at)
    ).all()
    ids = [visit.appointment_id for visit in visits]
    events = AppointmentEventRow.appointment_id.in_(ids)
    return {
        "appointments": [_plain(visit) for visit in visits],
        "appointment_events": _of(session, AppointmentEventRow, events, AppointmentEventRow.at),
        "reminders": _of(session, ReminderRow, ReminderRow.appointment_id.in_(ids), ReminderRow.at),
    }


def _told_of(session: Session, kind: type[WebhookDeliveryRow] | type[NotificationRow], user_id: str) -> Rows:
    """What the company's own endpoints and people were told."""
    return _of(session, kind, kind.user_id == user_id, kind.created_at)


def _channel(session: Session, company_id: str, user_id: str) -> dict[str, Rows]:
    repository = ChannelConversationRepository(session, company_id)
    talks = [row for key in repository.of_person(user_id) if (row := repository.find(key)) is not None]
    received: Rows = []
    sent: Rows = []
    for talk in talks:
        received += _of(session, InboundRow, _in(InboundRow, talk), InboundRow.order_at)
        sent += _of(session, OutboxRow, _in(OutboxRow, talk), OutboxRow.created_at)
    return {"channel_conversations": [_plain(talk) for talk in talks], "received": received, "sent": sent}


def _in(kind: type[InboundRow] | type[OutboxRow], talk: ChannelConversationRow) -> Any:
    return and_(kind.account_id == talk.account_id, kind.conversation_id == talk.conversation_id)


def _of(session: Session, kind: type[Base], whose: Any, order: Any) -> Rows:
    return [_plain(row) for row in session.scalars(select(kind).where(whose).order_by(order))]


def _plain(row: Base) -> dict[str, Any]:
    values = {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name not in _INTERNAL}
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values.items()}
