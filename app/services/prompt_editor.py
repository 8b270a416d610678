"""Reading and changing a company's prompt templates: checked, versioned, in force in every process at once."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.agents.placeholders import PLACEHOLDERS, unknown_placeholders
from app.config.constants import AgentType
from app.models.agent_config import AgentConfigRepository
from app.models.database import Database
from app.models.errors import PromptVersionNotFoundError, ValidationFailedError
from app.models.prompt import PromptRepository, PromptVersion
from app.services.prompt_service import PromptService

MAX_TEMPLATE_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class PromptInForce:
    """`source`: database | database_default | file | built_in; `version` 0 = never changed here."""

    agent: AgentType
    template: str
    source: str
    is_custom: bool
    version: int
    modified_at: str | None
    modified_by: str | None

    @property
    def placeholders(self) -> tuple[str, ...]:
        return PLACEHOLDERS[self.agent]


@dataclass(frozen=True, slots=True)
class PromptChange:
    """One version; `is_reset`: the company went back to its default, whose text `template` then is."""

    version: int
    template: str
    modified_at: datetime
    modified_by: str
    is_current: bool
    is_reset: bool
    diff: str  # unified, against the version before


class PromptEditor:
    """`announce` makes every process read the company anew."""

    def __init__(self, prompts: PromptService, database: Database, announce: Callable[[str], None]) -> None:
        self._prompts, self._database, self._announce = prompts, database, announce

    def all(self, company_id: str) -> list[PromptInForce]:
        tenant = self._database.tenant(company_id)
        newest, defaults = PromptRepository(tenant).current(), AgentConfigRepository(tenant).default_templates()
        return [self._in_force(company_id, agent, newest.get(agent), defaults.get(agent)) for agent in AgentType]

    def get(self, company_id: str, agent: AgentType) -> PromptInForce:
        return next(prompt for prompt in self.all(company_id) if prompt.agent is agent)

    def save(self, company_id: str, agent: AgentType, template: str, author: str) -> PromptInForce:
        """Put a template in force. Raises: ValidationFailedError."""
        check_template(agent, template)
        return self._write(company_id, agent, template, author)

    def reset(self, company_id: str, agent: AgentType, author: str) -> PromptInForce:
        """Back to the default, as a version of its own."""
        newest = PromptRepository(self._database.tenant(company_id)).current().get(agent)
        if newest is None or newest.template is None:
            return self.get(company_id, agent)
        return self._write(company_id, agent, None, author)

    def restore(self, company_id: str, agent: AgentType, version: int, author: str) -> PromptInForce:
        """An earlier version in force again, as a new one. Raises: PromptVersionNotFoundError."""
        versions = PromptRepository(self._database.tenant(company_id)).versions(agent)
        wanted = next((item for item in versions if item.version == version), None)
        if wanted is None:
            raise PromptVersionNotFoundError()
        return self._write(company_id, agent, wanted.template, author)

    def versions(self, company_id: str, agent: AgentType) -> list[PromptChange]:
        """Newest first; the first version is compared with the default of today."""
        default = before = self._default(company_id, agent)
        changes: list[PromptChange] = []
        versions = PromptRepository(self._database.tenant(company_id)).versions(agent)
        for item in versions:
            text = item.template or default
            changes.append(
                PromptChange(
                    version=item.version,
                    template=text,
                    modified_at=item.modified_at,
                    modified_by=item.modified_by,
                    is_current=item is versions[-1],
                    is_reset=item.template is None,
                    diff=_diff(before, text, item.version),
                )
            )
            before = text
        return changes[::-1]

    def _write(self, company_id: str, agent: AgentType, template: str | None, author: str) -> PromptInForce:
        PromptRepository(self._database.tenant(company_id)).save(agent, template, author)
        self._announce(company_id)
        return self.get(company_id, agent)

    def _default(self, company_id: str, agent: AgentType) -> str:
        defaults = AgentConfigRepository(self._database.tenant(company_id)).default_templates()
        return defaults.get(agent) or self._prompts.template(company_id, agent)

    def _in_force(
        self, company_id: str, agent: AgentType, newest: PromptVersion | None, default: str | None
    ) -> PromptInForce:
        version, at, by = 0, None, None
        if newest is not None:
            version, at, by = newest.version, newest.modified_at.isoformat(), newest.modified_by
            if newest.template:
                return PromptInForce(agent, newest.template, "database", True, version, at, by)
        if default:
            return PromptInForce(agent, default, "database_default", False, version, at, by)
        filed = self._prompts.filed(company_id, agent)
        if filed is None:
            built_in = self._prompts.template(company_id, agent)
            return PromptInForce(agent, built_in, "built_in", False, version, at, by)
        entry = self._prompts.file_entry(company_id, agent)
        if newest is None:
            at, by = _text(entry.get("modified_at")), _text(entry.get("modified_by"))
        return PromptInForce(agent, filed, "file", bool(entry.get("template")), version, at, by)


def check_template(agent: AgentType, template: str) -> None:
    """Raises: ValidationFailedError with the reasons under `template`."""
    if not template.strip():
        raise ValidationFailedError(details={"template": ["The template is empty."]})
    if len(template) > MAX_TEMPLATE_CHARS:
        raise ValidationFailedError(details={"template": [f"At most {MAX_TEMPLATE_CHARS} characters."]})
    unknown = unknown_placeholders(agent, template)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS[agent])
        reasons = [f"Unknown placeholder {name}." for name in unknown]
        raise ValidationFailedError(details={"template": [*reasons, f"Known: {known}."]})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _diff(before: str, after: str, version: int) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"version {version - 1}", f"version {version}", lineterm=""
    )
    return "\n".join(lines)
