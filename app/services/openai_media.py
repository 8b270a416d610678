"""Speech and vision at an OpenAI-compatible endpoint, within the deadline and breaker of `OpenAIService`."""

import base64
from typing import Any

from app.models.errors import LLMError
from app.services.media_types import MediaType
from app.services.openai_service import OpenAIService, text_of

VISION_TOKENS = 300


class OpenAISpeech:
    """`SpeechToText`. Raises: LLMError, LLMTimeoutError; LLMRefusedError for a recording it cannot read."""

    def __init__(self, service: OpenAIService) -> None:
        self._service = service

    @property
    def model(self) -> str:
        return self._service.endpoint.model

    def transcribe(self, data: bytes, media: MediaType, *, vocabulary: str) -> str:
        """The words of a recording; `vocabulary` shows the model how names are spelt."""

        def ask(client: Any, timeout_s: float) -> Any:
            return client.audio.transcriptions.create(
                model=self.model,
                file=(f"audio.{media.extension}", data, media.mime),  # endpoints go by the extension
                prompt=vocabulary,
                temperature=0,
                timeout=timeout_s,
            )

        text = getattr(self._service.call(ask), "text", None)
        if not isinstance(text, str):
            raise LLMError("The speech model answered in another shape")
        return text


class OpenAIVision:
    """`Vision`. Raises: LLMError, LLMTimeoutError; LLMRefusedError for a picture it cannot read."""

    def __init__(self, service: OpenAIService) -> None:
        self._service = service

    @property
    def model(self) -> str:
        return self._service.endpoint.model

    def describe(self, data: bytes, media: MediaType, *, instructions: str, question: str) -> str:
        picture = f"data:{media.mime};base64,{base64.b64encode(data).decode()}"
        content = [
            {"type": "text", "text": question},
            {"type": "image_url", "image_url": {"url": picture}},
        ]

        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": content}]
        text = text_of(self._service.chat({"messages": messages, "max_tokens": VISION_TOKENS, "temperature": 0}))
        if not text:
            raise LLMError("The vision model answered with nothing")
        return text
