"""Closed vocabularies, limits and timeouts shared by every layer."""

from enum import StrEnum


class Intent(StrEnum):
    """What a customer wants; one answering agent serves each."""

    EMERGENCY = "emergency"
    SALES = "sales"
    SUPPORT = "support"
    SCHEDULE = "schedule"
    AVAILABILITY = "availability"


class AgentType(StrEnum):
    """The six agents of every company."""

    ROUTER = "router"
    EMERGENCY = "emergency"
    SALES = "sales"
    SUPPORT = "support"
    SCHEDULE = "schedule"
    AVAILABILITY = "availability"


ALWAYS_ON = (AgentType.ROUTER, AgentType.EMERGENCY)  # cannot be switched off


class Action(StrEnum):
    """What a turn did in the world; anything but NONE and HANDOFF has a receipt or real slots."""

    NONE = "none"
    AVAILABILITY_SHOWN = "availability_shown"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_RESCHEDULED = "appointment_rescheduled"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    HANDOFF = "handoff"


class Role(StrEnum):
    """Who said a message."""

    USER = "user"
    ASSISTANT = "assistant"
    HUMAN_AGENT = "human_agent"
    NOTE = "note"  # of the staff, for the staff: agents and customers never read it


class KeyKind(StrEnum):
    """The kinds of Redis keys a company owns: `{prefix}{kind}:{id}`."""

    CONVERSATION = "conversation"
    DOCUMENT = "document"
    BOT_STATUS = "bot_status"
    VECTORSTORE_HEALTH = "vectorstore_health"
    BOOKING = "booking"
    LOCK = "lock"
    VERSION = "version"
    MEDIA = "media"
    BUDGET = "budget"


LANGUAGES = ("es", "en", "pt")

APP_VERSION = "2.0.0"
SYSTEM_TYPE = "multi-tenant-multi-agent"

MAX_JSON_BYTES = 1_000_000
MAX_WEBHOOK_BYTES = 8_000_000  # a mail comes with its whole markup, and a refused event is a lost message
MAX_UPLOAD_BYTES = 25_000_000
MAX_JSON_DEPTH = 40
MAX_JSON_VALUES = 50_000
MAX_MESSAGE_CHARS = 4_000
MAX_DOCUMENT_CHARS = 2_000_000

RECENT_TURNS = 20
CONVERSATION_TTL_S = 7 * 24 * 3600

MODEL_TIMEOUT_S = 20.0
MEDIA_TIMEOUT_S = 45.0  # a voice note of some minutes takes longer than a sentence
MEDIA_TTL_S = 30 * 24 * 3600
MODEL_MAX_RETRIES = 1
