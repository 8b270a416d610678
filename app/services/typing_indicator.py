"""Shows that an answer is being made; a courtesy that never delays or breaks one."""

from concurrent.futures import ThreadPoolExecutor

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.errors import ChatwootError
from app.services.chatwoot_service import ChatwootClient, ChatwootTarget, target_of
from app.services.outgoing import WEB_WIDGET

THREADS = 4


class TypingIndicator:
    """Only the web widget shows it to customers."""

    def __init__(self, config: Config, client: ChatwootClient) -> None:
        self._config, self._client = config, client
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="typing")

    def show(self, company: CompanyConfig, conversation_id: str, channel: str, *, on: bool) -> None:
        """Returns at once."""
        target = target_of(company, self._config) if channel == WEB_WIDGET else None
        if target is not None:
            self._pool.submit(self._call, target, conversation_id, on)

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _call(self, target: ChatwootTarget, conversation_id: str, on: bool) -> None:
        try:
            self._client.typing(target, conversation_id, on)
        except ChatwootError:
            return
