"""What a company keeps per agent: whether it is on, its options, the template that counts as its default."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.config.constants import AgentType
from app.models.database import Base, TenantDatabase, TenantMixin

DEFAULT_TEMPLATE = "default_template"
_TYPES = ", ".join(f"'{agent.value}'" for agent in AgentType)


class AgentConfigRow(TenantMixin, Base):
    """The specification's `agent_configs`: at most one row per company and agent."""

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
            row = session.scalar(select(AgentConfigRow).where(AgentConfigRow.agent_type == agent.value))
            present = row.configuration.get(DEFAULT_TEMPLATE) if row else None
            if present == template:
                return False
            if row is None:
                row = AgentConfigRow(company_id=self._tenant.company_id, agent_type=agent.value, configuration={})
                session.add(row)
            rest = {key: value for key, value in row.configuration.items() if key != DEFAULT_TEMPLATE}
            row.configuration = {**rest, DEFAULT_TEMPLATE: template} if template else rest
            return True
