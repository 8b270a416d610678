"""Answers a company wrote itself for questions it knows, and the questions nothing answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase, TenantMixin
from app.models.errors import NotFoundError
from app.models.ids import new_id

MAX_OPEN = 1000  # questions kept per company; beyond it the least asked and oldest make room
EXAMPLES = 5


class CuratedAnswerRow(TenantMixin, Base):
    __tablename__ = "curated_answers"
    __table_args__ = (Index("ix_curated_answers_created", "company_id", "created_at"),)

    answer_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    question: Mapped[str] = mapped_column(String(500))
    variants: Mapped[list[Any]] = mapped_column(default=list)  # the same question in other words
    answer: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5), default="es")
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class UnansweredRow(TenantMixin, Base):
    __tablename__ = "unanswered_questions"
    __table_args__ = (Index("ix_unanswered_count", "company_id", "dismissed", "count"),)

    question_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    question: Mapped[str] = mapped_column(String(500))  # personal data masked
    examples: Mapped[list[Any]] = mapped_column(default=list)  # other wordings, masked
    language: Mapped[str] = mapped_column(String(5), default="es")
    count: Mapped[int] = mapped_column(default=1)
    dismissed: Mapped[bool] = mapped_column(default=False)
    first_asked_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    last_asked_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class CuratedAnswer:
    """A question with the answer that is given word for word."""

    answer_id: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    language: str = "es"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.question, *self.variants)


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question customers asked `count` times without an answer, with other wordings of it."""

    question_id: str
    question: str
    examples: tuple[str, ...]
    language: str
    count: int
    dismissed: bool
    first_asked_at: datetime
    last_asked_at: datetime

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.question, *self.examples)


class CuratedRepository:
    """One company's own answers."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def save(self, answer: CuratedAnswer) -> CuratedAnswer:
        """Add one (empty `answer_id`) or change it. Raises: NotFoundError for an unknown id."""
        with self._tenant.session() as session:
            row = self._row(session, answer.answer_id) if answer.answer_id else None
            if row is None:
                row = CuratedAnswerRow(company_id=self._tenant.company_id, answer_id=new_id("ans"))
                session.add(row)
            row.question, row.answer, row.language = answer.question, answer.answer, answer.language
            row.variants, row.updated_at = list(answer.variants), datetime.now(UTC)
            session.flush()
            return _answer(row)

    def get(self, answer_id: str) -> CuratedAnswer:
        """Raises: NotFoundError."""
        with self._tenant.reading() as session:
            return _answer(self._row(session, answer_id))

    def delete(self, answer_id: str) -> None:
        """Raises: NotFoundError."""
        with self._tenant.session() as session:
            session.delete(self._row(session, answer_id))

    def all(self, ids: Sequence[str] | None = None) -> list[CuratedAnswer]:
        """Newest first; all, or the named ones."""
        with self._tenant.reading() as session:
            query = select(CuratedAnswerRow)
            if ids is not None:
                query = query.where(CuratedAnswerRow.answer_id.in_(ids))
            order = (CuratedAnswerRow.created_at.desc(), CuratedAnswerRow.answer_id.desc())
            return [_answer(row) for row in session.scalars(query.order_by(*order))]

    def _row(self, session: Session, answer_id: str) -> CuratedAnswerRow:
        row = session.scalar(select(CuratedAnswerRow).where(CuratedAnswerRow.answer_id == answer_id))
        if row is None:
            raise NotFoundError("No such answer")
        return row


class UnansweredRepository:
    """One company's open questions."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def all(self) -> list[UnansweredQuestion]:
        """Open and dismissed ones, the most recent first."""
        with self._tenant.reading() as session:
            query = select(UnansweredRow).order_by(UnansweredRow.last_asked_at.desc()).limit(MAX_OPEN)
            return [_question(row) for row in session.scalars(query)]

    def page(self, page: int, page_size: int) -> tuple[list[UnansweredQuestion], int]:
        """The most asked first, without the dismissed, with the total of all pages."""
        with self._tenant.reading() as session:
            is_open = UnansweredRow.dismissed.is_(False)
            total = session.scalar(select(func.count()).select_from(UnansweredRow).where(is_open)) or 0
            order = (UnansweredRow.count.desc(), UnansweredRow.last_asked_at.desc())
            rows = session.scalars(
                select(UnansweredRow)
                .where(is_open)
                .order_by(*order)
                .offset((page - 1) * page_size)
                .limit(page_size)
            )
            return [_question(row) for row in rows], total

    def get(self, question_id: str) -> UnansweredQuestion:
        """Raises: NotFoundError."""
        with self._tenant.reading() as session:
            return _question(self._row(session, question_id))

    def add(self, question: str, language: str) -> None:
        """A question nobody asked before."""
        with self._tenant.session() as session:
            if (session.scalar(select(func.count()).select_from(UnansweredRow)) or 0) >= MAX_OPEN:
                least = select(UnansweredRow).order_by(UnansweredRow.count, UnansweredRow.last_asked_at).limit(1)
                session.delete(session.scalars(least).one())
            row = UnansweredRow(company_id=self._tenant.company_id, question_id=new_id("ask"), examples=[])
            row.question, row.language = question, language
            session.add(row)

    def again(self, question_id: str, wording: str) -> None:
        """A known question was asked once more; nothing when it is gone."""
        with self._tenant.session() as session:
            row = session.scalar(select(UnansweredRow).where(UnansweredRow.question_id == question_id))
            if row is None:
                return
            row.count, row.last_asked_at = row.count + 1, datetime.now(UTC)
            if wording != row.question and wording not in row.examples and len(row.examples) < EXAMPLES:
                row.examples = [*row.examples, wording]

    def dismiss(self, question_id: str) -> None:
        """Hide it for good: asked again, it is counted but not listed. Raises: NotFoundError."""
        with self._tenant.session() as session:
            self._row(session, question_id).dismissed = True

    def delete(self, question_id: str) -> None:
        """Raises: NotFoundError."""
        with self._tenant.session() as session:
            session.delete(self._row(session, question_id))

    def _row(self, session: Session, question_id: str) -> UnansweredRow:
        row = session.scalar(select(UnansweredRow).where(UnansweredRow.question_id == question_id))
        if row is None:
            raise NotFoundError("No such question")
        return row


def _answer(row: CuratedAnswerRow) -> CuratedAnswer:
    return CuratedAnswer(
        answer_id=row.answer_id,
        question=row.question,
        answer=row.answer,
        variants=tuple(row.variants),
        language=row.language,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _question(row: UnansweredRow) -> UnansweredQuestion:
    return UnansweredQuestion(
        question_id=row.question_id,
        question=row.question,
        examples=tuple(row.examples),
        language=row.language,
        count=row.count,
        dismissed=row.dismissed,
        first_asked_at=row.first_asked_at,
        last_asked_at=row.last_asked_at,
    )
