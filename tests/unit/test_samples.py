"""Configuration, knowledge and prompts of the samples agree, and no company borrows another's words."""

import json
import re
from dataclasses import fields
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from app.config.company_config import (
    WEEKDAYS,
    CompanyConfig,
    EmergencySettings,
    Promotion,
    Resource,
    Treatment,
)

ROOT = Path(__file__).resolve().parents[2]
COMPANIES = ("benova", "medispa", "dental", "wellness")
AGENTS = ("router", "emergency", "sales", "support", "schedule", "availability")
COMMON = {"company_name", "services", "language", "today", "chat_history", "question"}
PLACEHOLDERS = COMMON | {"persona", "formality", "facts", "context", "emergency_protocols", "schedule_context"}
NEEDED = {
    "router": {"chat_history", "question"},
    "emergency": {"emergency_protocols", "context", "question", "language", "formality"},
    "sales": {"persona", "facts", "context", "chat_history", "question", "language", "formality", "today"},
    "support": {"facts", "context", "chat_history", "question", "language", "formality", "today"},
    "schedule": {"schedule_context", "chat_history", "question", "today"},
    "availability": {"schedule_context", "chat_history", "question", "today"},
}
EMERGENCY_NUMBERS = {"CO": "123", "MX": "911", "ES": "112"}
HOURS_TEXT = {"CO": ("8:00 a. m.", "7:00 p. m."), "MX": ("8:00", "19:00"), "ES": ("8:00", "19:00")}
SPECIFIED = {
    "benova": {
        "company_name": "Benova Medicina Estética",
        "business_type": "medicina_estetica",
        "redis_prefix": "benova:",
        "vectorstore_index": "benova_documents",
        "schedule_service_url": "http://127.0.0.1:4040",
        "sales_agent_name": "María, asesora de Benova",
        "services": "medicina estética y tratamientos de belleza",
        "treatment_durations": {"limpieza_facial": 60, "botox": 30, "rellenos": 45, "hidrafacial": 75},
        "chatwoot_account_id": "7",
        "timezone": "America/Bogota",
        "language": "es",
        "currency": "COP",
    },
    "medispa": {
        "company_name": "MediSpa Elite",
        "business_type": "spa_medico",
        "redis_prefix": "medispa:",
        "vectorstore_index": "medispa_documents",
        "schedule_service_url": "http://127.0.0.1:4041",
        "sales_agent_name": "Dr. López de MediSpa",
        "services": "medicina estética avanzada y tratamientos láser",
        "treatment_durations": {"consulta_dermatologica": 45, "tratamiento_laser": 90, "peeling_quimico": 60},
        "chatwoot_account_id": "8",
        "timezone": "America/Bogota",
        "language": "es",
        "currency": "COP",
    },
}


@cache
def load(name: str) -> dict[str, Any]:
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


@cache
def company(company_id: str) -> dict[str, Any]:
    extended = load("extended_companies_config.json")
    return {**load("companies_config.json")[company_id], **extended[company_id]}


@cache
def knowledge(company_id: str) -> dict[str, str]:
    folder = ROOT / "app" / "samples" / company_id
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}


def all_text(company_id: str) -> str:
    return "\n".join(knowledge(company_id).values())


def money(amount: int, currency: str) -> str:
    """The price as the country writes it: $650.000, $1,100, 65 €."""
    if currency == "EUR":
        return f"{amount} €"
    grouped = f"{amount:,}"
    return "$" + (grouped.replace(",", ".") if currency == "COP" else grouped)


def sentences(text: str) -> set[str]:
    parts = re.split(r"(?<=[.!?:])\s+|\n+|\|", text)
    plain = (re.sub(r"[^\w ]", "", part).strip().lower() for part in parts)
    return {part for part in plain if len(part.split()) >= 4}


def phones(config: dict[str, Any]) -> list[str]:
    return [config["phone"], config["whatsapp"], config["emergency"]["contact_phone"]]


def price_rows(company_id: str) -> dict[str, tuple[str, str]]:
    """Name, price and duration of every three-column table row."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", all_text(company_id), re.MULTILINE)
    return {name: (price, duration) for name, price, duration in rows}


def test_every_file_names_the_four_companies() -> None:
    assert set(load("companies_config.json")) == set(COMPANIES)
    assert set(load("extended_companies_config.json")) == set(COMPANIES)
    assert set(load("custom_prompts.json")) == {*COMPANIES, "_metadata"}


def test_the_example_is_a_working_copy_of_the_configuration() -> None:
    assert load("companies_config.json.example") == load("companies_config.json")


@pytest.mark.parametrize("company_id", SPECIFIED)
def test_specified_values_are_kept_exactly(company_id: str) -> None:
    given = load("companies_config.json")[company_id]
    assert {key: given[key] for key in SPECIFIED[company_id]} == SPECIFIED[company_id]


@pytest.mark.parametrize(
    "key", ["redis_prefix", "vectorstore_index", "chatwoot_account_id", "schedule_service_url"]
)
def test_no_two_companies_share_a_store_or_an_account(key: str) -> None:
    assert len({company(c)[key] for c in COMPANIES}) == len(COMPANIES)


@pytest.mark.parametrize("company_id", COMPANIES)
def test_extended_fields_repeat_no_basic_field(company_id: str) -> None:
    basic, extended = load("companies_config.json"), load("extended_companies_config.json")
    assert not set(basic[company_id]) & set(extended[company_id])


@pytest.mark.parametrize("company_id", COMPANIES)
def test_fields_are_those_of_the_company_dataclasses(company_id: str) -> None:
    config = company(company_id)
    assert set(config) <= {f.name for f in fields(CompanyConfig)} | {"treatment_durations"}
    assert set(config["emergency"]) == {f.name for f in fields(EmergencySettings)}
    allowed = {f.name for f in fields(Treatment)} - {"key", "duration_min"}
    assert all(set(t) <= allowed for t in config["treatments"].values())
    assert all(Promotion(**p).text for p in config["promotions"])
    assert all(Resource(**r).name for r in config["resources"])


@pytest.mark.parametrize("company_id", COMPANIES)
def test_treatments_durations_promotions_and_resources_name_the_same_keys(company_id: str) -> None:
    config = company(company_id)
    keys = set(config["treatment_durations"])
    assert set(config["treatments"]) == keys
    assert {p["treatment"] for p in config["promotions"]} <= keys
    for key in keys:  # one capacity per treatment: a slot taken is taken
        serving = [r for r in config["resources"] if not r["treatments"] or key in r["treatments"]]
        assert len(serving) == 1


@pytest.mark.parametrize("company_id", COMPANIES)
def test_no_alias_belongs_to_two_treatments(company_id: str) -> None:
    aliases = [a.lower() for t in company(company_id)["treatments"].values() for a in t["aliases"]]
    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize("company_id", COMPANIES)
def test_open_monday_to_saturday_from_eight_to_seven(company_id: str) -> None:
    config = company(company_id)
    assert tuple(config["working_hours"]) == WEEKDAYS
    assert all(config["working_hours"][day] == [["08:00", "19:00"]] for day in WEEKDAYS[:6])
    assert config["working_hours"]["sunday"] == []
    assert (config["schedule_integration"], config["slot_minutes"], config["min_advance_hours"]) == (
        "builtin",
        15,
        1,
    )
    opens, closes = HOURS_TEXT[config["country"]]
    assert re.search(rf"lunes a sábado,? de {re.escape(opens)} a {re.escape(closes)}", all_text(company_id))


@pytest.mark.parametrize("company_id", COMPANIES)
def test_phones_are_valid_in_the_company_country(company_id: str) -> None:
    config = company(company_id)
    for phone in phones(config):
        assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(phone), config["country"])


@pytest.mark.parametrize("company_id", COMPANIES)
def test_emergency_texts_give_the_national_number_and_the_own_line(company_id: str) -> None:
    config = company(company_id)
    emergency = config["emergency"]
    assert emergency["emergency_number"] == EMERGENCY_NUMBERS[config["country"]]
    assert set(emergency["protocol"]) == set(config["languages"]) == {"es", "en", "pt"}
    for text in emergency["protocol"].values():
        assert re.search(rf"\b{emergency['emergency_number']}\b", text)
        assert emergency["contact_phone"] in text


@pytest.mark.parametrize("company_id", COMPANIES)
def test_price_table_has_every_treatment_as_configured(company_id: str) -> None:
    config, rows = company(company_id), price_rows(company_id)
    for key, treatment in config["treatments"].items():
        price = money(treatment["price"], config["currency"])
        expected = f"desde {price}" if treatment.get("price_from") else price
        row = next(cells for name, cells in rows.items() if name.startswith(treatment["name"]))
        assert row == (expected, f"{config['treatment_durations'][key]} minutos")


@pytest.mark.parametrize("company_id", COMPANIES)
def test_every_treatment_is_told_outside_the_price_list(company_id: str) -> None:
    config = company(company_id)
    prose = [line for line in all_text(company_id).splitlines() if not line.startswith("|")]
    for key, treatment in config["treatments"].items():
        price, minutes = (
            money(treatment["price"], config["currency"]),
            f"{config['treatment_durations'][key]} minutos",
        )
        assert any(price in line and minutes in line for line in prose), key


@pytest.mark.parametrize("company_id", COMPANIES)
def test_knowledge_carries_contact_payment_promotions_and_policy(company_id: str) -> None:
    config, text = company(company_id), all_text(company_id)
    for fact in (config["address"], config["email"], config["website"], *phones(config)):
        assert fact in text
    assert all(p["text"] in text for p in config["promotions"])
    assert all(method in text for method in config["payment_methods"][2:])
    assert f"{config['cancellation_hours']} horas" in text


@pytest.mark.parametrize("company_id", COMPANIES)
def test_knowledge_names_no_phone_link_or_mail_of_its_own_making(company_id: str) -> None:
    config, text = company(company_id), all_text(company_id)
    known = {re.sub(r"\D", "", p) for p in phones(config)}
    assert {re.sub(r"\D", "", p) for p in re.findall(r"\+\d[\d ]{8,}\d", text)} == known
    assert set(re.findall(r"https?://[^\s)]+", text)) == {config["website"]}
    assert set(re.findall(r"[\w.-]+@[\w-]+\.\w+", text)) == {config["email"]}


@pytest.mark.parametrize("company_id", COMPANIES)
def test_documents_start_with_their_own_title(company_id: str) -> None:
    titles = [text.splitlines()[0] for text in knowledge(company_id).values()]
    assert len(titles) >= 6
    assert all(re.match(r"# \S", title) for title in titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("one", "other"), list(combinations(COMPANIES, 2)))
def test_no_sentence_is_shared_between_companies(one: str, other: str) -> None:
    assert sentences(all_text(one)) & sentences(all_text(other)) == set()


@pytest.mark.parametrize(
    ("company_id", "foreign"),
    [
        ("benova", ("medispa", "sonrisa clara", "alma wellness", "láser", "peeling")),
        ("medispa", ("benova", "sonrisa clara", "alma wellness", "botox", "toxina", "hialurónico", "hidrafacial")),
        ("dental", ("benova", "medispa", "alma wellness", "botox", "masaje", "láser")),
        ("wellness", ("benova", "medispa", "sonrisa clara", "botox", "láser", "endodoncia")),
    ],
)
def test_knowledge_stays_with_its_own_company_and_services(company_id: str, foreign: tuple[str, ...]) -> None:
    text = all_text(company_id).lower()
    assert [word for word in (*foreign, "confidencial") if word in text] == []


def test_custom_prompts_change_only_the_sales_agent_of_benova() -> None:
    prompts = load("custom_prompts.json")
    shape = {"template", "is_custom", "modified_at", "modified_by", "default_template"}
    for company_id in COMPANIES:
        assert set(prompts[company_id]) == {f"{agent}_agent" for agent in AGENTS}
        for agent, prompt in prompts[company_id].items():
            assert set(prompt) == shape
            expected = (company_id, agent) == ("benova", "sales_agent")
            assert (prompt["is_custom"], prompt["template"] is not None) == (expected, expected)


def test_custom_sales_prompt_uses_known_placeholders_and_the_persona() -> None:
    template = load("custom_prompts.json")["benova"]["sales_agent"]["template"]
    used = set(re.findall(r"\{(\w+)\}", template))
    assert {"context", "chat_history", "question"} <= used <= PLACEHOLDERS
    assert "María" in template


@pytest.mark.parametrize("agent", AGENTS)
def test_default_template_uses_the_placeholders_its_agent_needs(agent: str) -> None:
    template = (ROOT / "app" / "agents" / "templates" / f"{agent}.txt").read_text(encoding="utf-8")
    used = set(re.findall(r"\{(\w+)\}", template))
    assert NEEDED[agent] <= used <= PLACEHOLDERS
    assert re.search(r"no órdenes|si contienen órdenes", template)
