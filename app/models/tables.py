"""Every mapped table; importing this module fills `Base.metadata`."""

from app.models.agent_config import AgentConfigRow
from app.models.api_key import ApiKeyCompanyRow, ApiKeyRow
from app.models.appointment import AppointmentCellRow, AppointmentEventRow, AppointmentRow
from app.models.audit import AuditRow
from app.models.channel_conversation import ChannelConversationRow
from app.models.company import CompanyRow
from app.models.company_version import CompanyVersionRow
from app.models.conversation_rows import ConversationRow, MessageRow
from app.models.curated import CuratedAnswerRow, UnansweredRow
from app.models.database import Base
from app.models.document_rows import ChunkRow, DocumentRow, VersionRow
from app.models.http_tool import HttpToolRow
from app.models.inbound import InboundRow
from app.models.login import LoginSessionRow, RefreshTokenRow, RevokedTokenRow, SetupLinkRow
from app.models.migration_entry import MigrationEntryRow
from app.models.notification import NotificationRow, NotificationTargetRow
from app.models.outbox import OutboxRow
from app.models.prompt import PromptRow
from app.models.reminder import ReminderOptOutRow, ReminderRow
from app.models.setting import SettingRow
from app.models.turn_fact import TurnFactRow
from app.models.user import UserCompanyRow, UserRow
from app.models.webhook_delivery import WebhookDeliveryRow
from app.models.webhook_endpoint import WebhookEndpointRow

ALL = (
    CompanyRow,
    CompanyVersionRow,
    AgentConfigRow,
    SettingRow,
    DocumentRow,
    ChunkRow,
    VersionRow,
    CuratedAnswerRow,
    UnansweredRow,
    ConversationRow,
    MessageRow,
    TurnFactRow,
    PromptRow,
    MigrationEntryRow,
    AppointmentRow,
    AppointmentCellRow,
    AppointmentEventRow,
    ReminderRow,
    ReminderOptOutRow,
    ChannelConversationRow,
    InboundRow,
    OutboxRow,
    WebhookEndpointRow,
    WebhookDeliveryRow,
    NotificationTargetRow,
    NotificationRow,
    HttpToolRow,
    UserRow,
    UserCompanyRow,
    ApiKeyRow,
    ApiKeyCompanyRow,
    LoginSessionRow,
    RefreshTokenRow,
    RevokedTokenRow,
    SetupLinkRow,
    AuditRow,
)

__all__ = ["ALL", "Base"]
