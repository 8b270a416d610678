"""Prompt templates: the company's own, else the default; braces that are no placeholder stay."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.config.constants import AgentType
from app.models.database import Database
from app.services.prompt_service import PromptService


def service(tmp_path: Path, content: Any = None) -> PromptService:
    """Templates from a file; the record is out of reach, so the file alone decides."""
    if content is not None:
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / "prompts.json").write_text(text, encoding="utf-8")
    database = Database("sqlite:////nowhere/record.db")
    database._ready = True
    return PromptService(tmp_path / "prompts.json", database)


def custom(template: str | None, **more: Any) -> dict[str, Any]:
    return {"aurora": {"sales_agent": {"template": template, "is_custom": True, **more}}}


def test_only_known_placeholders_are_filled(tmp_path: Path) -> None:
    prompts = service(tmp_path, custom('Pregunta: {question}. Responda {"intents": ["a"]} {desconocido} {} {{x}}'))
    text = prompts.for_company("aurora").render(AgentType.SALES, {"question": "¿precio?"})
    assert text == 'Pregunta: ¿precio?. Responda {"intents": ["a"]} {desconocido} {} {{x}}'


def test_a_customer_s_text_is_never_read_as_a_template(tmp_path: Path) -> None:
    prompts = service(tmp_path, custom("{question} / {context}"))
    text = prompts.for_company("aurora").render(AgentType.SALES, {"question": "{context}", "context": "secreto"})
    assert text == "{context} / secreto"


def test_a_company_without_its_own_reads_the_built_in_one(tmp_path: Path) -> None:
    prompts = service(tmp_path, custom("Mío"))
    assert prompts.template("otra", AgentType.SALES) == prompts._default(AgentType.SALES)
    assert prompts.template("aurora", AgentType.SUPPORT) == prompts._default(AgentType.SUPPORT)


def test_a_default_of_the_file_stands_before_the_built_in_one(tmp_path: Path) -> None:
    prompts = service(tmp_path, custom(None, default_template="Del archivo"))
    assert prompts.template("aurora", AgentType.SALES) == "Del archivo"


@pytest.mark.parametrize("agent", list(AgentType))
def test_every_agent_has_a_built_in_template(tmp_path: Path, agent: AgentType) -> None:
    assert len(service(tmp_path).template("aurora", agent)) > 100


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "[" * 100000,
        '{"aurora": null}',
        '{"aurora": []}',
        '{"aurora": {"sales_agent": "x"}}',
        '{"aurora": {"sales_agent": null}}',
        '{"aurora": {"sales_agent": {"template": 5}}}',
    ],
)
def test_a_broken_file_leaves_the_built_in_templates(tmp_path: Path, content: str) -> None:
    prompts = service(tmp_path, content)
    assert "{question}" not in prompts.for_company("aurora").render(AgentType.SALES, {"question": "x"})


def test_a_reload_reads_the_file_again(tmp_path: Path) -> None:
    prompts = service(tmp_path, custom("Uno"))
    assert prompts.template("aurora", AgentType.SALES) == "Uno"
    (tmp_path / "prompts.json").write_text(json.dumps(custom("Dos")), encoding="utf-8")
    assert prompts.template("aurora", AgentType.SALES) == "Uno"
    prompts.reload()
    assert prompts.template("aurora", AgentType.SALES) == "Dos"
