"""Bring custom prompts from `custom_prompts.json` into the database that DATABASE_URL names.

    python migrate_prompts_to_postgresql.py [--dry-run]

Safe to run again: a template that is already the newest version is not written twice.
"""

import argparse
import json
import sys
from collections.abc import Iterator

from app.config.config import Config, SettingsError
from app.config.constants import AgentType
from app.models.database import Database
from app.models.errors import CompanyNotFoundError, DomainError
from app.models.prompt import PromptRepository
from app.services.bootstrap import build_services


def main() -> int:
    parser = argparse.ArgumentParser(description="Custom prompts from JSON to the database")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, write nothing")
    options = parser.parse_args()
    try:
        config = Config.from_env()
        if not config.database_url and not options.dry_run:
            return _fail("DATABASE_URL is not set")
        return _migrate(config, dry_run=options.dry_run)
    except (SettingsError, ValueError, OSError) as exc:
        return _fail(str(exc))
    except DomainError as exc:
        return _fail(str(exc))


def _migrate(config: Config, *, dry_run: bool) -> int:
    services = None if dry_run else build_services(config)
    written = unknown = 0
    for company_id, agent, template in _templates(config):
        if services is None:
            print(f"  {company_id}/{agent.value}: {len(template)} characters")
            continue
        try:
            services.companies.manager.find(company_id)
        except CompanyNotFoundError:
            print(f"no company {company_id}: its prompts were left out", file=sys.stderr)
            unknown += 1
            continue
        written += _write(services.database, company_id, agent, template)
    print("nothing was written" if dry_run else f"{written} templates written")
    return 1 if unknown else 0


def _write(database: Database, company_id: str, agent: AgentType, template: str) -> int:
    prompts = PromptRepository(database.tenant(company_id))
    current = prompts.current().get(agent)
    if current is not None and current.template == template:
        return 0
    prompts.save(agent, template, "migration")
    return 1


def _templates(config: Config) -> Iterator[tuple[str, AgentType, str]]:
    data = json.loads(config.custom_prompts_file.read_text(encoding="utf-8"))
    for company_id, agents in data.items():
        if company_id.startswith("_"):
            continue
        for agent in AgentType:
            template = agents.get(f"{agent.value}_agent", {}).get("template")
            if template:
                yield company_id, agent, template


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
