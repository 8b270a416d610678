"""A company's own prompt templates, each change a new version."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Index, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.config.constants import AgentType
from app.models.database import Base, TenantDatabase, TenantMixin

_TRIES = 5


class PromptRow(TenantMixin, Base):
    """One version of one agent's template; a null template returns to the default."""

    __tablename__ = "prompt_versions"
    __table_args__ = (Index("ix_prompt_versions_agent", "company_id", "agent", "version"),)

    agent: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    template: Mapped[str | None] = mapped_column(Text)
    modified_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    modified_by: Mapped[str] = mapped_column(String(200), default="")


@dataclass(frozen=True, slots=True)
class PromptVersion:
    agent: AgentType
    version: int
    template: str | None
    modified_at: datetime
    modified_by: str


class PromptRepository:
    """One company's templates."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def current(self) -> dict[AgentType, PromptVersion]:
        """The newest version of each agent that has one."""
        newest = select(PromptRow.agent, func.max(PromptRow.version).label("version")).group_by(PromptRow.agent)
        newest = newest.where(PromptRow.company_id == self._tenant.company_id)
        latest = newest.subquery()
        query = select(PromptRow).join(
            latest, (PromptRow.agent == latest.c.agent) & (PromptRow.version == latest.c.version)
        )
        with self._tenant.reading() as session:
            return {AgentType(row.agent): _version(row) for row in session.scalars(query)}

    def versions(self, agent: AgentType) -> list[PromptVersion]:
        """Every version of one agent's template, oldest first."""
        query = select(PromptRow).where(PromptRow.agent == agent.value).order_by(PromptRow.version)
        with self._tenant.reading() as session:
            return [_version(row) for row in session.scalars(query)]

    def save(self, agent: AgentType, template: str | None, author: str) -> PromptVersion:
        """Add a version; None returns the agent to its default."""
        for _ in range(_TRIES):
            try:
                return self._add(agent, template, author)
            except IntegrityError:  # somebody else has just saved under this number
                continue
        return self._add(agent, template, author)

    def _add(self, agent: AgentType, template: str | None, author: str) -> PromptVersion:
        with self._tenant.session() as session:
            return add_prompt(session, self._tenant.company_id, agent, template, author)


def add_prompt(
    session: Session, company_id: str, agent: AgentType, template: str | None, author: str
) -> PromptVersion:
    """The next version, inside a transaction of the company."""
    last = newest_prompt(session, agent)
    row = PromptRow(
        company_id=company_id,
        agent=agent.value,
        version=last.version + 1 if last else 1,
        template=template,
        modified_at=datetime.now(UTC),
        modified_by=author,
    )
    session.add(row)
    session.flush()
    return _version(row)


def newest_prompt(session: Session, agent: AgentType) -> PromptVersion | None:
    query = select(PromptRow).where(PromptRow.agent == agent.value).order_by(PromptRow.version.desc()).limit(1)
    row = session.scalar(query)
    return _version(row) if row else None


def _version(row: PromptRow) -> PromptVersion:
    return PromptVersion(AgentType(row.agent), row.version, row.template, row.modified_at, row.modified_by)
