"""Prompt templates per company and agent.

Order: the record's own, the record's default, the JSON file's, the built-in one.
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.agents.placeholders import TOKEN
from app.config.constants import AgentType
from app.models.agent_config import AgentConfigRepository
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.prompt import PromptRepository
from app.utils.logger import get_logger

log = get_logger("prompts")
_BUILT_IN = Path(__file__).resolve().parents[1] / "agents" / "templates"


class PromptService:
    """All companies' templates; hand agents `for_company`, which can read one company's only."""

    def __init__(self, custom_file: Path, database: Database) -> None:
        self._file, self._database = custom_file, database
        self._custom: dict[str, Any] | None = None
        self._built_in: dict[AgentType, str] = {}
        self._lock = threading.Lock()

    def for_company(self, company_id: str) -> "CompanyPrompts":
        return CompanyPrompts(self, company_id)

    def template(self, company_id: str, agent: AgentType) -> str:
        """The template in force where the record has none."""
        return self.filed(company_id, agent) or self._default(agent)

    def filed(self, company_id: str, agent: AgentType) -> str | None:
        """The JSON file's template, or the default it names."""
        entry = self.file_entry(company_id, agent)
        given = (entry.get("template"), entry.get("default_template"))
        return next((text for text in given if isinstance(text, str) and text), None)

    def file_entry(self, company_id: str, agent: AgentType) -> Mapping[str, Any]:
        """What the JSON file says of one agent; empty for nothing."""
        return _inner(_inner(self._load(), company_id), f"{agent.value}_agent")

    def recorded(self, company_id: str) -> dict[AgentType, str]:
        """The company's templates in the record, its own before its defaults. Raises: RecordUnavailableError."""
        tenant = self._database.tenant(company_id)
        versions = PromptRepository(tenant).current()
        own = {agent: version.template for agent, version in versions.items() if version.template}
        return {**AgentConfigRepository(tenant).default_templates(), **own}

    def reload(self) -> None:
        """Read the file again at the next use."""
        self._custom = None

    def _load(self) -> dict[str, Any]:
        with self._lock:
            if self._custom is None:
                self._custom = _read(self._file)
            return self._custom

    def _default(self, agent: AgentType) -> str:
        if agent not in self._built_in:
            self._built_in[agent] = (_BUILT_IN / f"{agent.value}.txt").read_text(encoding="utf-8")
        return self._built_in[agent]


class CompanyPrompts:
    """`PromptSource` of one company; lives as long as its orchestrator, so a change rebuilds that."""

    def __init__(self, service: PromptService, company_id: str) -> None:
        self._service, self._company_id = service, company_id
        self._recorded: dict[AgentType, str] | None = None

    def render(self, agent: AgentType, variables: Mapping[str, str]) -> str:
        """Fill `{name}` for known names; other braces stay, so JSON examples survive."""
        template = self._own().get(agent) or self._service.template(self._company_id, agent)
        return fill(template, variables)

    def _own(self) -> dict[AgentType, str]:
        if self._recorded is None:
            try:
                self._recorded = self._service.recorded(self._company_id)
            except DependencyError:
                return {}  # asked again at the next message
        return self._recorded


def fill(template: str, variables: Mapping[str, str]) -> str:
    """Put values where the template names them; a value is never read as a template."""
    return TOKEN.sub(lambda m: _inert(variables.get(m.group(1), m.group(0))), template)


def _inner(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under `name`; empty where people wrote something else."""
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _inert(value: str) -> str:
    """Templates fence data with tags; a text that holds a closing tag must not step out of its fence."""
    return value.replace("</", "< /")


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        log.error("%s is not readable as JSON: the built-in prompts serve", path.name)
        return {}
    return data if isinstance(data, dict) else {}
