"""`agent_configs.is_active` says what `disabled_agents` says, for whoever reads the tables."""

from sqlalchemy import select

from app.models.agent_config import AgentConfigRow
from tests.conftest import MakeApp

SIX = {"router", "emergency", "sales", "support", "schedule", "availability"}


def test_the_table_follows_the_company_s_configuration(make_app: MakeApp, backend: dict[str, str]) -> None:
    app = make_app(**backend)
    client, database = app.test_client(), app.extensions["services"].database
    assert client.get("/api/companies").status_code == 200  # the first read brings the companies in

    def switched_on(company_id: str) -> set[str]:
        with database.tenant(company_id).reading() as session:
            rows = session.scalars(select(AgentConfigRow)).all()
            assert {row.agent_type for row in rows} == SIX
            return {row.agent_type for row in rows if row.is_active}

    def disable(*agents: str) -> None:
        response = client.put("/api/admin/companies/benova", json={"disabled_agents": list(agents)})
        assert response.status_code == 200

    assert switched_on("benova") == SIX
    disable("sales", "router", "schedule")
    assert switched_on("benova") == SIX - {"sales", "schedule"}, "router and emergency are always on"
    assert switched_on("medispa") == SIX
    agents = client.get("/api/companies/benova/agents").get_json()["agents"]
    assert {agent["type"] for agent in agents if agent["enabled"]} == switched_on("benova")
    disable()
    assert switched_on("benova") == SIX
