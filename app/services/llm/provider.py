"""The engine of each company: its own endpoint, else the installation's, else the local engine alone."""

import threading
from collections.abc import Callable
from dataclasses import replace

from app.agents.guard import unsupported_figures
from app.agents.ports import ChatModel, ChatRequest, ChatResult
from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.errors import LLMError
from app.services.alarms import ALARMS
from app.services.knowledge_vectors import Embedder
from app.services.model_budget import ModelBudgets
from app.services.openai_embeddings import OpenAIEmbedder
from app.services.openai_media import OpenAISpeech, OpenAIVision
from app.services.openai_service import Endpoint, OpenAIClients, OpenAIService
from app.services.sentence_encoder import load_encoder, preload_encoder
from app.utils.logger import get_logger

log = get_logger("model")


class GroundedChatModel:
    """A language model whose failures and unsupported figures are replaced by the local engine."""

    def __init__(
        self, model: ChatModel, local: ChatModel, failed: Callable[[LLMError], None] = lambda _error: None
    ) -> None:
        """`failed` hears of each failure that the local engine stepped in for."""
        self._model, self._local, self._failed = model, local, failed

    def complete(self, request: ChatRequest) -> ChatResult:
        try:
            result = self._model.complete(request)
        except LLMError as exc:
            log.warning("the local engine takes over: %s", exc.code)
            self._failed(exc)
            return self._local.complete(request)
        figures = unsupported_figures(result.text, request.grounding)
        if not figures:
            return result
        log.warning("model text had %d figures without a source; the local engine answers", len(figures))
        return replace(self._local.complete(request), usage=result.usage)


class ModelProvider:
    """Hands out chat models; services of one endpoint are shared between companies."""

    def __init__(self, config: Config, local: ChatModel, budgets: ModelBudgets) -> None:
        self._config, self._local, self.budgets = config, local, budgets
        self._clients = OpenAIClients()
        self._services: dict[tuple[str, Endpoint], OpenAIService] = {}
        self._embedders: dict[Endpoint, OpenAIEmbedder] = {}
        self._lock = threading.Lock()

    def endpoint(self, company: CompanyConfig) -> Endpoint | None:
        """None = no language model. The installation's key never goes to a company's own address."""
        config = self._config
        if company.openai_base_url or company.secrets.openai_api_key:
            base_url = company.openai_base_url or config.openai_base_url
            return Endpoint(base_url, company.secrets.openai_api_key, company.openai_model or config.openai_model)
        if not config.model_configured:
            return None
        return Endpoint(config.openai_base_url, config.openai_api_key, company.openai_model or config.openai_model)

    def raw(self, company: CompanyConfig) -> OpenAIService | None:
        """The company's language model without the local engine behind it, within the company's budget."""
        endpoint = self.endpoint(company)
        return self._metered("chat", endpoint, self._config.model_timeout_s, company) if endpoint else None

    def speech(self, company: CompanyConfig) -> OpenAISpeech | None:
        """None = no endpoint is configured."""
        endpoint, config = self.endpoint(company), self._config
        if endpoint is None:
            return None
        heard_by = replace(endpoint, model=config.openai_transcription_model)
        return OpenAISpeech(self._metered("speech", heard_by, config.media_timeout_s, company))

    def vision(self, company: CompanyConfig) -> OpenAIVision | None:
        """None = no endpoint is configured."""
        endpoint, config = self.endpoint(company), self._config
        if endpoint is None:
            return None
        seen_by = replace(endpoint, model=config.openai_vision_model or endpoint.model)
        return OpenAIVision(self._metered("vision", seen_by, config.media_timeout_s, company))

    def embedder(self, company: CompanyConfig) -> Embedder | None:
        """The endpoint's embedding model, else the encoder in this process; None where that is switched off."""
        endpoint, model = self.endpoint(company), self._config.openai_embedding_model
        if endpoint is None or not model:
            return load_encoder() if self._config.sentence_encoder else None
        place = replace(endpoint, model=model)
        with self._lock:
            return self._embedders.setdefault(place, OpenAIEmbedder(self._clients, place))

    def preload(self) -> None:
        """Read what searches need into memory now, for processes forked later to share it."""
        if self._config.sentence_encoder and not self._config.openai_embedding_model:
            preload_encoder()

    def chat(self, company: CompanyConfig) -> ChatModel:
        """What the answering agents use; always gives a text."""
        model = self.raw(company)
        if model is None:
            return self._local

        def failed(error: LLMError) -> None:
            if model.breaker.is_open:  # not one bad call: it is left alone for a while
                ALARMS.raise_(company.company_id, "integration_down", "model", error.code)

        return GroundedChatModel(model, self._local, failed)

    def describe(self, company: CompanyConfig | None = None) -> dict[str, str]:
        """Engine and model names for health and answers."""
        if company is not None:
            endpoint = self.endpoint(company)
            return {"engine": "openai", "model": endpoint.model} if endpoint else _LOCAL
        if self._config.model_configured:
            return {"engine": "openai", "model": self._config.openai_model}
        return _LOCAL

    def answering(self) -> bool:
        """False while a chat endpoint is left alone after repeated failures; nothing is called to find out."""
        with self._lock:
            return not any(s.breaker.is_open for (purpose, _), s in self._services.items() if purpose == "chat")

    def close(self) -> None:
        self._clients.close()
        self.budgets.close()

    def _metered(
        self, purpose: str, endpoint: Endpoint, timeout_s: float, company: CompanyConfig
    ) -> OpenAIService:
        return self._service(purpose, endpoint, timeout_s).metered(self.budgets.meter(company))

    def _service(self, purpose: str, endpoint: Endpoint, timeout_s: float) -> OpenAIService:
        """Each purpose has its own breaker, so that unreadable pictures never silence the chat."""
        key = (purpose, endpoint)
        with self._lock:
            if key not in self._services:
                self._services[key] = OpenAIService(self._clients, endpoint, timeout_s=timeout_s)
            return self._services[key]


_LOCAL = {"engine": "local", "model": "local-engine"}
