"""Domain errors: stable code, safe message and details; `utils/error_handlers.py` maps codes to statuses."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """Base of every expected failure; `code` is what clients may rely on."""

    code = "internal_error"
    message = "Unexpected error"

    def __init__(self, message: str | None = None, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message or self.message)
        self.details: dict[str, Any] = dict(details or {})


class InvalidRequestError(DomainError):
    code, message = "invalid_request", "The request is malformed"


class ValidationFailedError(DomainError):
    """Well-formed but invalid fields; `details` maps field → messages."""

    code, message = "validation_error", "Some fields are invalid"


class CompanyRequiredError(DomainError):
    code, message = "company_required", "Name a company: path, X-Company-ID, company_id in query or body"


class CompanyIdInvalidError(DomainError):
    code, message = "company_id_invalid", "A company id is lower-case letters, digits, '_' and '-' (1 to 50)"


class CompanyConflictError(DomainError):
    code, message = "company_conflict", "The request names more than one company"


class CompanyNotFoundError(DomainError):
    code, message = "company_not_found", "No such company"


class CompanyInactiveError(DomainError):
    code, message = "company_inactive", "The company is not active"


class CompanyExistsError(DomainError):
    code, message = "company_exists", "The company id, prefix, index or Chatwoot account is already in use"


class ConfigurationInvalidError(DomainError):
    code, message = "configuration_invalid", "The configuration file is not valid; nothing was changed"


class NotFoundError(DomainError):
    code, message = "not_found", "No such resource"


class DocumentNotFoundError(NotFoundError):
    code, message = "document_not_found", "No such document"


class ConversationNotFoundError(NotFoundError):
    code, message = "conversation_not_found", "No such conversation"


class AppointmentNotFoundError(NotFoundError):
    code, message = "appointment_not_found", "No such appointment"


class PromptVersionNotFoundError(NotFoundError):
    code, message = "prompt_version_not_found", "No such version of the prompt"


class CompanyVersionNotFoundError(NotFoundError):
    code, message = "company_version_not_found", "No such version of the configuration"


class PayloadTooLargeError(DomainError):
    code, message = "payload_too_large", "The body is larger than allowed"


class UnsupportedMediaTypeError(DomainError):
    code, message = "unsupported_media_type", "This kind of file or body is not supported"


class DocumentUnreadableError(DomainError):
    """The file is broken, encrypted, mislabelled or has no text; `details.reason` says which."""

    code, message = "document_unreadable", "The file cannot be read"


class QuotaExceededError(DomainError):
    code, message = "quota_exceeded", "The company's plan does not allow more of this"


class UnauthorizedError(DomainError):
    code, message = "unauthorized", "A valid credential is needed"


class ForbiddenError(DomainError):
    code, message = "forbidden", "The credential does not grant this"


class CsrfFailedError(ForbiddenError):
    code, message = "csrf_failed", "The X-CSRF-Token header is missing or wrong"


class LoginFailedError(UnauthorizedError):
    """The same for an unknown person, a wrong password and a closed account."""

    code, message = "login_failed", "E-mail or password is wrong"


class SetupLinkInvalidError(UnauthorizedError):
    code, message = "setup_link_invalid", "The set-up link is unknown, used or expired"


class RateLimitedError(DomainError):
    """`retry_after_s`: when the next try may succeed."""

    code, message = "rate_limited", "Too many requests: wait a moment"

    def __init__(self, retry_after_s: float = 1.0) -> None:
        super().__init__(details={})
        self.retry_after_s = max(1, round(retry_after_s + 0.5))


class UserNotFoundError(NotFoundError):
    code, message = "user_not_found", "No such user"


class ApiKeyNotFoundError(NotFoundError):
    code, message = "api_key_not_found", "No such API key"


class UserExistsError(DomainError):
    code, message = "user_exists", "A user with this e-mail exists already"


class LastAdministratorError(DomainError):
    code, message = "last_administrator", "The last administrator of the platform must stay"


class WebhookNotFoundError(NotFoundError):
    code, message = "webhook_not_found", "No such webhook"


class DeliveryNotFoundError(NotFoundError):
    code, message = "delivery_not_found", "No such delivery"


class NotificationTargetNotFoundError(NotFoundError):
    code, message = "notification_target_not_found", "No such notification target"


class HttpToolNotFoundError(NotFoundError):
    code, message = "http_tool_not_found", "No such tool"


class SlotTakenError(DomainError):
    code, message = "slot_taken", "That time is no longer free"


class SlotUnavailableError(DomainError):
    """Outside hours, in the past, too soon, too late or not on the grid; `details.reason` says which."""

    code, message = "slot_unavailable", "That time cannot be booked"


class AppointmentStateError(DomainError):
    code, message = "appointment_state", "The appointment can no longer be changed this way"


class DependencyError(DomainError):
    """A needed dependency is down: HTTP 503 with Retry-After."""

    code, message = "dependency_unavailable", "A needed service is not reachable now"


class TooManyStreamsError(DependencyError):
    code, message = "too_many_streams", "No more live streams can be served here now"


class PurgeIncompleteError(DependencyError):
    """`details.left` counts what is still there."""

    code, message = "purge_incomplete", "Something of the company is still there; ask for its removal again"


class InboundNotStoredError(DomainError):
    """Chatwoot retries a bot's webhook on 500 only, so this is no 503."""

    code, message = "inbound_not_stored", "The event could not be stored; deliver it again"


class LLMError(DependencyError):
    code, message = "model_unavailable", "The language model did not answer"


class LLMTimeoutError(LLMError):
    code, message = "model_timeout", "The language model did not answer in time"


class LLMRefusedError(LLMError):
    """The endpoint works and refuses this one input; trying again changes nothing."""

    code, message = "model_refused", "The model cannot read this input"


class ModelBudgetSpentError(LLMError):
    code, message = "model_budget_spent", "The company's budget for language models is spent for now"


class EmbeddingUnavailableError(DependencyError):
    code, message = "embedding_unavailable", "The embedding model did not answer"


class VectorStoreUnavailableError(DependencyError):
    code, message = "vectorstore_unavailable", "The vector index is not reachable"


class WorkingMemoryUnavailableError(DependencyError):
    code, message = "redis_unavailable", "The working memory is not reachable"


class RecordUnavailableError(DependencyError):
    code, message = "database_unavailable", "The record is not reachable"


class CalendarUnavailableError(DependencyError):
    code, message = "calendar_unavailable", "The agenda cannot be reached"


class SpeechUnavailableError(DependencyError):
    code, message = "speech_unavailable", "No speech model is configured"


class VisionUnavailableError(DependencyError):
    code, message = "vision_unavailable", "No vision model is configured"


class ChatwootError(DependencyError):
    """A call to Chatwoot failed; `details.status` is its HTTP status where there was one.

    `maybe_done`: Chatwoot may have done what was asked although no good answer arrived.
    """

    code, message = "chatwoot_error", "The call to the inbox failed"

    def __init__(
        self, message: str | None = None, *, details: Mapping[str, Any] | None = None, maybe_done: bool = False
    ) -> None:
        super().__init__(message, details=details)
        self.maybe_done = maybe_done


class ChatwootUnavailableError(ChatwootError):
    """Time-out, connection, 5xx or 429: may be tried again, after reading back where `maybe_done`."""

    code, message = "chatwoot_unavailable", "The inbox is not reachable now"


class ChatwootRejectedError(ChatwootError):
    """Another 4xx: the same call would be refused again."""

    code, message = "chatwoot_rejected", "The inbox refused the call"


class AttachmentUnavailableError(DependencyError):
    code, message = "attachment_unavailable", "The attachment could not be fetched"


class AttachmentRefusedError(UnsupportedMediaTypeError):
    """Its address is none of the company's: nothing was fetched."""

    code, message = "attachment_refused", "The attachment's address is not allowed"
