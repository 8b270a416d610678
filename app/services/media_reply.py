"""A voice note or picture in, the agents' answer out."""

from dataclasses import dataclass

from app.agents.language import detect_language
from app.config.company_config import CompanyConfig
from app.config.constants import MAX_MESSAGE_CHARS
from app.models.errors import DependencyError, ValidationFailedError
from app.services.conversation_service import ConversationService
from app.services.memory import Remembered
from app.services.multi_agent_orchestrator import TurnResult
from app.services.multimedia_service import AttachmentKind, AttachmentText, MultimediaService, as_message


@dataclass(frozen=True, slots=True)
class MediaReply:
    understood: str  # the transcript or the description
    message: str  # what the agents were given
    result: TurnResult
    before: Remembered


class MediaReplyService:
    """Raises what `MultimediaService` and `ConversationService` raise."""

    def __init__(self, multimedia: MultimediaService, conversations: ConversationService) -> None:
        self._multimedia, self._conversations = multimedia, conversations

    def voice(self, company: CompanyConfig, user_id: str, data: bytes) -> MediaReply:
        """Raises: ValidationFailedError when nothing was said."""
        heard = self._multimedia.transcribe(company, data)
        if not heard.text:
            raise ValidationFailedError(details={"audio": ["Nothing was said in the recording."]})
        message = heard.text[:MAX_MESSAGE_CHARS]
        result, before = self._conversations.reply(company, user_id, message)
        return MediaReply(heard.text, message, result, before)

    def image(self, company: CompanyConfig, user_id: str, data: bytes, question: str = "") -> MediaReply:
        question = question.strip()[:MAX_MESSAGE_CHARS]
        language = detect_language(question, company.languages, self._known_language(company, user_id))
        seen = self._multimedia.describe_image(company, data, question, language=language)
        part = AttachmentText(AttachmentKind.IMAGE, seen)
        message = as_message(question, [part], company, language)[:MAX_MESSAGE_CHARS]
        result, before = self._conversations.reply(company, user_id, message)
        return MediaReply(seen, message, result, before)

    def _known_language(self, company: CompanyConfig, user_id: str) -> str:
        """A picture has no language of its own: the conversation's goes on."""
        try:
            conversation = self._conversations.record(company).find(user_id)
        except DependencyError:
            return company.language
        return conversation.language if conversation and conversation.language else company.language
