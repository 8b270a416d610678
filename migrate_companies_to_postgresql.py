"""Bring companies from the JSON files into the database that DATABASE_URL names.

    python migrate_companies_to_postgresql.py [--dry-run]

Safe to run again: a company that is already as the files say is left alone, and what people changed in the
panel stays. A broken entry stops nothing else; it is named in the summary, and the exit status is 1.
"""

import argparse
import sys

from app.config.config import Config, SettingsError
from app.models.errors import ConfigurationInvalidError, DomainError
from app.services.bootstrap import build_services
from app.services.company_files import CompanyFiles


def main() -> int:
    parser = argparse.ArgumentParser(description="Companies from JSON files to the database")
    parser.add_argument("--dry-run", action="store_true", help="read and check the files, write nothing")
    options = parser.parse_args()
    try:
        config = Config.from_env()
        return _check(config) if options.dry_run else _migrate(config)
    except (SettingsError, ConfigurationInvalidError) as exc:
        return _fail(f"{exc} {getattr(exc, 'details', '')}")
    except DomainError as exc:
        return _fail(str(exc))


def _check(config: Config) -> int:
    companies = CompanyFiles(config.companies_config_file, config.extended_companies_config_file).read()
    for company_id, values in companies.items():
        print(f"  {company_id}: {values['company_name']}")
    print(f"{len(companies)} companies are valid; nothing was written")
    return 0


def _migrate(config: Config) -> int:
    if not config.database_url:
        return _fail("DATABASE_URL is not set")
    report = build_services(config).companies.reload()
    for label, names in (("added", report.added), ("updated", report.updated), ("deactivated", report.removed)):
        print(f"{label}: {len(names)} {' '.join(names)}".rstrip())
    for error in report.errors:
        print(f"error in {error['company_id']}: {error['message']}", file=sys.stderr)
    return 1 if report.errors else 0


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
