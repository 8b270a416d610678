"""From the JSON files to the record and back: the same companies, twice the same, each bad entry by itself."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.config.config import ROOT_DIR
from app.config.constants import AgentType
from app.models.agent_config import AgentConfigRepository
from app.models.company import CompanyRepository
from app.models.database import Database
from app.models.errors import CompanyNotFoundError
from app.models.prompt import PromptRepository
from app.models.schemas import CompanyFileSchema
from app.services.company_config_service import CompanySqlSource
from app.services.company_files import CompanyFiles
from app.services.company_migration import CompanyMigration
from app.services.migration import Outcome, Report, Rollback, Run
from app.services.prompt_migration import PromptMigration
from app.services.secret_box import SecretBox
from tests.factories import company_values

BOX = SecretBox("of the test")
OLDER = {
    "companies": [
        {
            "company_id": "antigua",
            "name": "Clínica Antigua",
            "services": ["estética", "spa"],
            "chatwoot_account_id": 12,
            "active": True,
            "treatment_durations": {"limpieza facial profunda": "60 min", "botox": {"duration": 30}},
        }
    ]
}
Migrate = Callable[..., Report]


class Place:
    """A record, and a folder of files to bring into it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.companies = CompanyRepository(database)
        self.source = CompanySqlSource(self.companies, lambda: BOX)
        self.announced: list[str] = []

    def write(self, name: str, value: Any) -> Path:
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    def bring(self, companies: Any = None, *, run: str = "run-1", dry_run: bool = False) -> Report:
        """Companies; the shipped ones where nothing is given."""
        main, more = ROOT_DIR / "companies_config.json", ROOT_DIR / "extended_companies_config.json"
        if companies is not None:
            main, more = self.write("companies.json", companies), self.folder / "none.json"
        files = CompanyFiles(main, more)
        migration = CompanyMigration(self.database, self.companies, files, self.source, lambda: BOX)
        return migration.run(Run(run, dry_run))

    def prompts(self, given: Any, *, run: str = "run-2", dry_run: bool = False) -> Report:
        path = self.write("prompts.json", given)
        migration = PromptMigration(self.database, self.companies, path, self.announced.append)
        return migration.run(Run(run, dry_run))

    def back(self, run: str, *, dry_run: bool = False) -> Report:
        return Rollback(self.database, self.companies, self.source).run(Run(run, dry_run))

    def template(self, company_id: str, agent: AgentType) -> str | None:
        newest = PromptRepository(self.database.tenant(company_id)).current().get(agent)
        return newest.template if newest else None

    def default(self, company_id: str, agent: AgentType) -> str | None:
        return AgentConfigRepository(self.database.tenant(company_id)).default_templates().get(agent)

    def change(self, company_id: str, **values: Any) -> None:
        """As the panel does."""
        record = self.companies.get(company_id)
        changed = type(record)(
            company_id,
            record.file_config,
            {**record.panel_config, **values},
            record.secrets,
            record.in_file,
            record.samples_loaded,
            record.revision + 1,
        )
        from app.services.company_records import columns_of

        self.companies.put(changed, columns_of(changed, self.source.build(changed)))


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Place:
    return Place(database, tmp_path)


def outcomes(report: Report) -> dict[str, str]:
    return {step.name: step.outcome.value for step in report.steps}


def test_the_shipped_companies_come_back_from_the_record_as_they_are_in_the_files(place: Place) -> None:
    report = place.bring()
    assert set(outcomes(report).values()) == {"added"}
    assert [(step.number, step.total) for step in report.steps] == [(n, 4) for n in range(1, 5)]
    files = CompanyFiles(ROOT_DIR / "companies_config.json", ROOT_DIR / "extended_companies_config.json").read()
    for company_id, values in files.items():
        exported = json.loads(json.dumps(place.companies.get(company_id).effective))
        assert CompanyFileSchema().load(exported) == values, company_id


def test_twice_is_harmless(place: Place) -> None:
    place.bring()
    before = [place.companies.get(c.company_id) for c in place.companies.all()]
    assert set(outcomes(place.bring(run="again")).values()) == {"unchanged"}
    assert [place.companies.get(c.company_id) for c in place.companies.all()] == before
    assert place.back("again").steps == []


def test_a_bad_entry_is_named_and_stops_nothing_else(place: Place) -> None:
    given = {
        "buena": company_values(),
        "zona": company_values(timezone="America/Macondo"),
        "lista": [],
        "Mal Nombre": company_values(),
        "doble": company_values(redis_prefix="buena:"),
        "otra": company_values(),
    }
    report = place.bring(given)
    assert report.names(Outcome.ADDED) == ["buena", "otra"]
    assert report.names(Outcome.FAILED) == ["Mal Nombre", "doble", "lista", "zona"]
    notes = {step.name: step.note for step in report.steps}
    assert "timezone" in notes["zona"]
    assert "Already used by buena" in notes["doble"]
    assert [c.company_id for c in place.companies.all()] == ["buena", "otra"]


def test_a_prefix_that_a_company_of_the_record_has_is_refused_alone(place: Place) -> None:
    place.bring({"una": company_values(chatwoot_account_id="9")})
    report = place.bring({"dos": company_values(chatwoot_account_id="9"), "tres": company_values()}, run="b")
    assert outcomes(report) == {"dos": "failed", "tres": "added"}


def test_the_older_shape_is_read(place: Place) -> None:
    assert outcomes(place.bring(OLDER)) == {"antigua": "added"}
    company = place.source.load_all()["antigua"]
    assert (company.company_name, company.services) == ("Clínica Antigua", "estética, spa")
    assert (company.chatwoot_account_id, company.is_active) == ("12", True)
    assert company.treatment_durations == {"limpieza facial profunda": 60, "botox": 30}


def test_a_dry_run_says_the_same_and_writes_nothing(place: Place) -> None:
    given = {"una": company_values(), "mala": company_values(language="klingon")}
    dry = place.bring(given, dry_run=True)
    if not place.database.is_postgresql:  # there the tests keep one with tables
        assert not place.database.has_schema(), "a look makes no tables"
    wet = place.bring(given)
    assert outcomes(dry) == outcomes(wet)
    changed = {"una": company_values(address="Otra"), "nueva": company_values()}
    before = place.companies.all()
    assert outcomes(place.bring(changed, run="b", dry_run=True)) == {"nueva": "added", "una": "updated"}
    assert place.companies.all() == before
    assert place.back("b").steps == []


def test_a_run_is_taken_back(place: Place) -> None:
    place.bring({"una": company_values()}, run="first")
    before = place.companies.get("una")
    changed = {"una": company_values(address="Otra", openai_api_key="sk-planted"), "nueva": company_values()}
    place.bring(changed, run="second")
    assert place.source.load_all()["una"].secrets.openai_api_key == "sk-planted"
    place.change("una", phone="+57 601 555 0999")
    assert outcomes(place.back("second", dry_run=True)) == {"nueva": "restored", "una": "restored"}
    assert outcomes(place.back("second")) == {"nueva": "restored", "una": "restored"}
    after = place.companies.get("una")
    assert (after.file_config, after.secrets) == (before.file_config, before.secrets)
    assert after.panel_config == {"phone": "+57 601 555 0999"}, "what people changed since stays theirs"
    with pytest.raises(CompanyNotFoundError):
        place.companies.get("nueva")
    assert place.back("second").steps == [], "once is enough"


def test_a_company_that_has_data_of_its_own_since_is_not_removed(place: Place) -> None:
    from app.models.conversation import ConversationRow

    place.bring({"una": company_values(), "dos": company_values()})
    with place.database.tenant("una").session() as session:
        session.add(ConversationRow(company_id="una", user_id="ana", conversation_id="c", booking={}))
    report = place.back("run-1")
    assert outcomes(report) == {"dos": "restored", "una": "failed"}
    assert "conversations" in report.steps[1].note
    assert [c.company_id for c in place.companies.all()] == ["una"]


def test_an_earlier_run_is_taken_back_after_the_later_one(place: Place) -> None:
    place.bring({"una": company_values()}, run="a")
    place.bring({"una": company_values(address="Dos")}, run="b")
    place.bring({"una": company_values(address="Tres")}, run="c")
    assert outcomes(place.back("b")) == {"una": "failed"}
    assert outcomes(place.back("c")) == outcomes(place.back("b")) == {"una": "restored"}
    assert place.companies.get("una").file_config["address"] == company_values()["address"]


def prompts(template: str | None, default: str | None = None, **more: Any) -> dict[str, Any]:
    return {"template": template, "is_custom": bool(template), "default_template": default, **more}


def test_templates_and_defaults_come_into_the_record(place: Place) -> None:
    place.bring({"una": company_values(), "dos": company_values()})
    given = {
        "una": {
            "sales_agent": prompts("Venda. {context}", "Por defecto. {question}", modified_by="Marta"),
            "support_agent": "Ayude. {context}",
            "schedule_agent": {"template": "Agende.", "is_custom": False},
            "router_agent": prompts(None),
        },
        "dos": {},
        "_metadata": {"version": "1.0"},
    }
    assert outcomes(place.prompts(given)) == {"una": "updated", "dos": "unchanged"}
    assert place.template("una", AgentType.SALES) == "Venda. {context}"
    assert place.default("una", AgentType.SALES) == "Por defecto. {question}"
    assert place.template("una", AgentType.SUPPORT) == "Ayude. {context}"
    assert (place.template("una", AgentType.SCHEDULE), place.default("una", AgentType.SCHEDULE)) == (
        None,
        "Agende.",
    )
    assert PromptRepository(place.database.tenant("una")).versions(AgentType.SALES)[0].modified_by == "Marta"
    assert place.announced == ["una"]
    assert set(outcomes(place.prompts(given, run="again")).values()) == {"unchanged"}
    assert PromptRepository(place.database.tenant("dos")).current() == {}


def test_bad_templates_are_named_and_the_others_go_on(place: Place) -> None:
    place.bring({"una": company_values()})
    given = {
        "una": {"sales_agent": "Use {inventado}.", "cook_agent": "Cocine.", "support_agent": "Ayude."},
        "nadie": {"sales_agent": "Venda."},
        "mala": [],
    }
    report = place.prompts(given)
    assert report.names(Outcome.FAILED) == ["mala", "nadie", "una/cook_agent", "una/sales_agent"]
    assert report.names(Outcome.UPDATED) == ["una"]
    assert place.template("una", AgentType.SUPPORT) == "Ayude."


def test_a_template_changed_in_the_panel_since_is_kept(place: Place) -> None:
    place.bring({"una": company_values()})
    place.prompts({"una": {"sales_agent": "Uno."}})
    PromptRepository(place.database.tenant("una")).save(AgentType.SALES, "Del panel.", "marta")
    assert outcomes(place.prompts({"una": {"sales_agent": "Dos."}}, run="b")) == {"una": "kept"}
    assert outcomes(place.back("run-2")) == {"una": "restored"}
    assert place.template("una", AgentType.SALES) == "Del panel."


def test_a_run_of_prompts_is_taken_back(place: Place) -> None:
    place.bring({"una": company_values()})
    place.prompts({"una": {"sales_agent": prompts("Uno.", "Uno por defecto.")}}, run="a")
    place.prompts({"una": {"sales_agent": prompts("Dos.", "Dos por defecto.")}}, run="b")
    place.back("b")
    assert (place.template("una", AgentType.SALES), place.default("una", AgentType.SALES)) == (
        "Uno.",
        "Uno por defecto.",
    )
    place.back("a")
    assert (place.template("una", AgentType.SALES), place.default("una", AgentType.SALES)) == (None, None)


def test_a_dry_run_of_prompts_writes_nothing(place: Place) -> None:
    if not place.database.is_postgresql:
        assert outcomes(place.prompts({"una": {"sales_agent": "Uno."}}, dry_run=True)) == {"una": "updated"}
        assert not place.database.has_schema()
    place.bring({"una": company_values()})
    assert outcomes(place.prompts({"una": {"sales_agent": "Uno."}}, dry_run=True)) == {"una": "updated"}
    assert (place.template("una", AgentType.SALES), place.announced) == (None, [])
