"""Prompt templates from the JSON file into the record: custom ones as versions, defaults beside the agents."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.config.constants import AgentType
from app.models.agent_config import default_template_in, set_default_template
from app.models.company import CompanyRepository
from app.models.database import Database
from app.models.errors import CompanyNotFoundError, ConfigurationInvalidError, ValidationFailedError
from app.models.migration_entry import MigrationEntries, MigrationEntry
from app.models.prompt import add_prompt, newest_prompt
from app.services.company_migration import AUTHOR
from app.services.migration import DEFAULT, PROMPT, Outcome, RefusedError, Report, Run, Step, each
from app.services.older_shapes import by_company
from app.services.prompt_editor import check_template

_AGENTS = {name: agent for agent in AgentType for name in (agent.value, f"{agent.value}_agent")}


@dataclass(slots=True)
class _Written:
    written: int = 0
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FiledPrompt:
    """One agent's entry; None = the file says nothing."""

    agent: AgentType
    template: str | None
    default: str | None
    author: str


class PromptMigration:
    """A template that somebody changed in the panel since is kept. `announce` makes every process read anew."""

    def __init__(
        self, database: Database, companies: CompanyRepository, file: Path, announce: Callable[[str], None]
    ) -> None:
        self._database, self._companies, self._file, self._announce = database, companies, file, announce

    def run(self, run: Run) -> Report:
        """One step per company, and one for each bad entry.

        Raises: ConfigurationInvalidError for a file that cannot be read, RecordUnavailableError.
        """
        good: dict[str, list[FiledPrompt]] = {}
        bad: dict[str, Any] = {}
        for company_id, agents in _read(self._file).items():
            good[company_id] = list(_entries(company_id, agents, bad))

        def work(name: str) -> Step:
            if name in bad:
                raise RefusedError("not valid:", details=bad[name])
            return self._company(run, name, good[name])

        return each(run, sorted({*good, *bad}), work)

    def _company(self, run: Run, company_id: str, prompts: list[FiledPrompt]) -> Step:
        if not prompts:
            return Step(company_id, Outcome.UNCHANGED)
        self._must_exist(company_id, run)
        if run.dry_run and not self._database.has_schema():
            return Step(company_id, Outcome.UPDATED, f"{len(prompts)} agents")
        done = _Written()
        with self._database.tenant(company_id).session() as session:
            for prompt in prompts:
                _write_default(session, company_id, run, prompt, done)
                _write_template(session, company_id, run, prompt, done)
            if run.dry_run:
                session.rollback()
        if done.written and not run.dry_run:
            self._announce(company_id)
        note = f"changed in the panel since: {', '.join(done.kept)}" if done.kept else ""
        if done.written:
            return Step(company_id, Outcome.UPDATED, "; ".join(filter(None, (f"{done.written} written", note))))
        return Step(company_id, Outcome.KEPT if done.kept else Outcome.UNCHANGED, note)

    def _must_exist(self, company_id: str, run: Run) -> None:
        if run.dry_run and not self._database.has_schema():
            return
        try:
            self._companies.get(company_id)
        except CompanyNotFoundError as exc:
            raise RefusedError("there is no such company; migrate the companies first") from exc


def _write_default(session: Session, company_id: str, run: Run, prompt: FiledPrompt, done: _Written) -> None:
    present = default_template_in(session, prompt.agent)
    if prompt.default is None or prompt.default == present:
        return
    set_default_template(session, company_id, prompt.agent, prompt.default)
    entry = MigrationEntry(
        run.run_id,
        f"{DEFAULT}:{prompt.agent.value}",
        {"template": present} if present else None,
        {"template": prompt.default},
    )
    MigrationEntries(session, company_id).add(entry)
    done.written += 1


def _write_template(session: Session, company_id: str, run: Run, prompt: FiledPrompt, done: _Written) -> None:
    newest = newest_prompt(session, prompt.agent)
    if prompt.template is None or (newest and newest.template == prompt.template):
        return
    item = f"{PROMPT}:{prompt.agent.value}"
    entries = MigrationEntries(session, company_id)
    last = entries.newest(item)
    if newest is not None and (last is None or last.written["template"] != newest.template):
        done.kept.append(prompt.agent.value)
        return
    add_prompt(session, company_id, prompt.agent, prompt.template, prompt.author)
    previous = {"template": newest.template} if newest else None
    entries.add(MigrationEntry(run.run_id, item, previous, {"template": prompt.template}))
    done.written += 1


def _read(path: Path) -> dict[str, Any]:
    try:
        data = by_company(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError) as exc:
        raise ConfigurationInvalidError(details={path.name: [f"Not readable as JSON: {exc}"]}) from exc
    if data is None:
        raise ConfigurationInvalidError(details={path.name: ["The file must hold one JSON object."]})
    return {key: value for key, value in data.items() if not key.startswith("_")}


def _entries(company_id: str, agents: Any, bad: dict[str, Any]) -> Iterator[FiledPrompt]:
    """The good entries; of the bad ones `bad` says what is wrong, under `company/agent`."""
    if not isinstance(agents, Mapping):
        bad[company_id] = {"company": ["Must be an object of agents."]}
        return
    for name, value in agents.items():
        if name.startswith("_") or name == "company_id":
            continue
        try:
            prompt = _entry(name, value)
        except ValidationFailedError as exc:
            bad[f"{company_id}/{name}"] = exc.details
            continue
        if prompt.template or prompt.default:
            yield prompt


def _entry(name: str, value: Any) -> FiledPrompt:
    """An older file has the template itself instead of an object; not custom, it is the default."""
    if name not in _AGENTS:
        raise ValidationFailedError(details={"agent": [f"Unknown. Known: {', '.join(sorted(_AGENTS))}."]})
    value = {"template": value} if isinstance(value, str) or value is None else value
    if not isinstance(value, Mapping):
        raise ValidationFailedError(details={"template": ["Must be a text or an object."]})
    agent, template, default = _AGENTS[name], value.get("template"), value.get("default_template")
    if value.get("is_custom") is False and template:
        template, default = None, default or template
    for text in (template, default):
        if text is not None and not isinstance(text, str):
            raise ValidationFailedError(details={"template": ["Must be a text."]})
        if text:
            check_template(agent, text)
    author = value.get("modified_by")
    return FiledPrompt(
        agent, template or None, default or None, author if isinstance(author, str) and author else AUTHOR
    )
