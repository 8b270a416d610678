"""What a company keeps per agent: whether it is on, its options, the template that counts as its default."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.config.constants import ALWAYS_ON, AgentType
from app.models.database import Base, TenantDatabase, TenantMixin

DEFAULT_TEMPLATE = "default_template"
_TYPES = ", ".join(f"'{agent.value}'" for agent in AgentType)


class AgentConfigRow(TenantMixin, Base):
    """The specification's `agent_configs`: at most one row per company and agent.

    `is_active` follows the company's `disabled_agents`, which is what counts; only `mirror_disabled` writes it.
    """

    __tablename__ = "agent_configs"
    __table_args__ = (
        UniqueConstraint("company_id", "agent_type", name="uq_agent_configs_agent"),
        CheckConstraint(f"agent_type IN ({_TYPES})", name="ck_agent_configs_type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-20)
    company_id: Mapped[str] = mapped_column(
        String(50), ForeignKey("companies.company_id", ondelete="CASCADE"), sort_order=-10
    )
    agent_type: Mapped[str] = mapped_column(String(50))
    configuration: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_active: Mapped[bool] = mapped_column(default=True)


class AgentConfigRepository:
    """One company's rows."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def default_templates(self) -> dict[AgentType, str]:
        """The defaults brought in by the prompt migration. Raises: RecordUnavailableError."""
        with self._tenant.reading() as session:
            rows = session.scalars(select(AgentConfigRow)).all()
        texts = {AgentType(row.agent_type): row.configuration.get(DEFAULT_TEMPLATE) for row in rows}
        return {agent: text for agent, text in texts.items() if isinstance(text, str) and text}

    def set_default_template(self, agent: AgentType, template: str | None) -> bool:
        """Store the default, or take it away; False when it was so already."""
        with self._tenant.session() as session:
            present = default_template_in(session, agent)
            if present != template:
                set_default_template(session, self._tenant.company_id, agent, template)
            return present != template


def default_template_in(session: Session, agent: AgentType) -> str | None:
    row = _row(session, agent)
    text = row.configuration.get(DEFAULT_TEMPLATE) if row else None
    return text if isinstance(text, str) else None


def set_default_template(session: Session, company_id: str, agent: AgentType, template: str | None) -> None:
    row = _row(session, agent)
    if row is None:
        row = AgentConfigRow(company_id=company_id, agent_type=agent.value, configuration={})
        session.add(row)
    rest = {key: value for key, value in row.configuration.items() if key != DEFAULT_TEMPLATE}
    row.configuration = {**rest, DEFAULT_TEMPLATE: template} if template else rest


def mirror_disabled(session: Session, company_id: str, disabled: Collection[str]) -> None:
    """A row per agent, on or off as the company's configuration says; router and emergency are always on."""
    rows = {row.agent_type: row for row in session.scalars(select(AgentConfigRow))}
    for agent in AgentType:
        row = rows.get(agent.value)
        if row is None:
            row = AgentConfigRow(company_id=company_id, agent_type=agent.value, configuration={})
            session.add(row)
        row.is_active = agent in ALWAYS_ON or agent.value not in disabled


def _row(session: Session, agent: AgentType) -> AgentConfigRow | None:
    return session.scalar(select(AgentConfigRow).where(AgentConfigRow.agent_type == agent.value))
