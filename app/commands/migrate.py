"""The command line of the two migration scripts: progress, a summary, a run's id to take it back with."""

import argparse
import sys
from collections.abc import Callable, Mapping

from app.config.config import Config, SettingsError
from app.models.errors import DomainError
from app.services.bootstrap_companies import Migrations, build_migrations
from app.services.migration import Outcome, Report, Run, Step, new_run_id

Choose = Callable[[Migrations], Callable[[Run], Report]]


def main(
    what: str, choose: Choose, arguments: list[str] | None = None, env: Mapping[str, str] | None = None
) -> int:
    """0: done; 1: some entries could not be; 2: nothing could."""
    options = _parser(what).parse_args(arguments)
    try:
        config = Config.from_env(env)
        if not config.database_url:
            return _fail("DATABASE_URL is not set")
        return _run(config, choose, options)
    except SettingsError as exc:
        return _fail(str(exc))
    except DomainError as exc:
        return _fail(f"{exc} {exc.details or ''}".rstrip())


def _run(config: Config, choose: Choose, options: argparse.Namespace) -> int:
    migrations = build_migrations(config)
    run = Run(options.rollback or new_run_id(), options.dry_run, _tell)
    try:
        report = (migrations.rollback.run if options.rollback else choose(migrations))(run)
        if report.wrote and not run.dry_run:
            migrations.announce()
    finally:
        migrations.close()
    if options.rollback and not report.steps:
        return _fail(f"nothing of a run {run.run_id} is left to take back")
    _summary(report, options)
    return 1 if report.names(Outcome.FAILED) else 0


def _tell(step: Step) -> None:
    out = sys.stderr if step.outcome is Outcome.FAILED else sys.stdout
    note = f": {step.note}" if step.note else ""
    print(f"[{step.number}/{step.total}] {step.name} {step.outcome}{note}", file=out, flush=True)


def _summary(report: Report, options: argparse.Namespace) -> None:
    counts = [f"{len(names)} {outcome}" for outcome in Outcome if (names := report.names(outcome))]
    print(f"{', '.join(counts) or 'nothing to do'}")
    if options.dry_run:
        print("a dry run: nothing was written")
    elif report.wrote and not options.rollback:
        print(f"to take this run back: --rollback {report.run_id}")


def _parser(what: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=f"{what} from the JSON files to the database")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    parser.add_argument("--rollback", metavar="RUN", help="restore what was before that run")
    return parser


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
