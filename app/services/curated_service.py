"""A company's own answers, and the questions that nothing answered yet."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.curated import (
    CuratedAnswer,
    CuratedRepository,
    UnansweredQuestion,
    UnansweredRepository,
)
from app.models.database import Database
from app.models.errors import DependencyError
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.privacy import mask_personal_data
from app.services.question_match import SAME_QUESTION, likeness
from app.services.text_analysis import stem_words, tokenise
from app.utils.logger import get_logger, log_context

log = get_logger("knowledge")

MAX_CHARS = 300
MAX_WAITING = 500
CANDIDATES = 10  # questions with the most words in common, compared closely


class CuratedService:
    """Own answers of every company; each call names its company."""

    def __init__(self, database: Database, knowledge: KnowledgeRegistry) -> None:
        self._database, self._knowledge = database, knowledge

    def list(self, company: CompanyConfig) -> list[CuratedAnswer]:
        return self._answers(company).all()

    def get(self, company: CompanyConfig, answer_id: str) -> CuratedAnswer:
        """Raises: NotFoundError."""
        return self._answers(company).get(answer_id)

    def save(self, company: CompanyConfig, answer: CuratedAnswer) -> CuratedAnswer:
        """Add one (no id) or change it; it is given from the next question on. Raises: NotFoundError."""
        saved = self._answers(company).save(answer)
        self._knowledge.get(company).changed()
        return saved

    def delete(self, company: CompanyConfig, answer_id: str) -> None:
        """Raises: NotFoundError."""
        self._answers(company).delete(answer_id)
        self._knowledge.get(company).changed()

    def unanswered(
        self, company: CompanyConfig, page: int, page_size: int
    ) -> tuple[Sequence[UnansweredQuestion], int]:
        """Open questions, the most asked first, with the total."""
        return self._questions(company).page(page, page_size)

    def answer(self, company: CompanyConfig, question_id: str, answer: CuratedAnswer) -> CuratedAnswer:
        """Turn an open question into an own answer, with all its wordings. Raises: NotFoundError."""
        asked = self._questions(company).get(question_id)
        question = answer.question or asked.question
        variants = dict.fromkeys((*answer.variants, *asked.wordings))
        variants.pop(question, None)
        saved = self.save(company, replace(answer, question=question, variants=tuple(variants)))
        self._questions(company).delete(question_id)
        return saved

    def dismiss(self, company: CompanyConfig, question_id: str) -> None:
        """Raises: NotFoundError."""
        self._questions(company).dismiss(question_id)

    def _answers(self, company: CompanyConfig) -> CuratedRepository:
        return CuratedRepository(self._database.tenant(company.company_id))

    def _questions(self, company: CompanyConfig) -> UnansweredRepository:
        return UnansweredRepository(self._database.tenant(company.company_id))


class UnansweredRecorder:
    """Counts questions without an answer, beside the conversation: nobody waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: set[Future[None]] = set()
        self._lock = threading.Lock()

    def note(self, company: CompanyConfig, text: str, language: str) -> None:
        """Remember a question; when too many wait, it is let go."""
        question = mask_personal_data(" ".join(text.split()))[:MAX_CHARS]
        if not _stems(question, language):
            return
        with self._lock:
            if len(self._waiting) >= MAX_WAITING:
                log.warning("an unanswered question was not counted: too many wait")
                return
            if self._pool is None:  # one thread: the same question asked twice at once is one row
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="unanswered")
            future = self._pool.submit(self._count, company.company_id, question, language)
            self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)

    def flush(self, timeout_s: float = 5.0) -> None:
        """Wait until what was noted is counted."""
        wait(list(self._waiting), timeout=timeout_s)

    def close(self) -> None:
        self.flush()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _count(self, company_id: str, question: str, language: str) -> None:
        with log_context(company=company_id):
            try:
                questions = UnansweredRepository(self._database.tenant(company_id))
                known = same_question(question, questions.all(), language)
                if known is None:
                    questions.add(question, language)
                else:
                    questions.again(known.question_id, question)
            except DependencyError as exc:
                log.warning("an unanswered question was not counted: %s", exc.code)


def changed_answer(answer: CuratedAnswer, values: Mapping[str, Any]) -> CuratedAnswer:
    """`answer` with what `values` has of question, answer and variants, without spaces around."""
    return replace(
        answer,
        question=str(values.get("question", answer.question)).strip(),
        answer=str(values.get("answer", answer.answer)).strip(),
        variants=tuple(str(v).strip() for v in values.get("variants", answer.variants)),
    )


def same_question(text: str, known: Sequence[UnansweredQuestion], language: str) -> UnansweredQuestion | None:
    """The known question that `text` asks again, in whatever words."""
    stems = _stems(text, language)
    near = sorted(known, key=lambda q: -max(_overlap(stems, _stems(w, language)) for w in q.wordings))
    scored = [(max(likeness(text, w, language) for w in q.wordings), q) for q in near[:CANDIDATES]]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= SAME_QUESTION else None


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem_words([w for w in tokenise(text) if len(w) > 3], language))


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / max(1, len(left | right))
