"""`flask doctor`: looks at everything and says what to do."""

import sys

import click
from flask.cli import with_appcontext

from app.models.errors import DomainError
from app.services.diagnostics.check import Check, Status, worst
from app.utils.helpers import services

_MARKS = {Status.OK: ("ok     ", "green"), Status.WARNING: ("warning", "yellow"), Status.ERROR: ("ERROR  ", "red")}
_TRIED = ("chatwoot", "model", "calendar")


@click.command("doctor")
@click.option("--connections", is_flag=True, help="Also try each company's Chatwoot, model and calendar.")
@with_appcontext
def command(connections: bool) -> None:
    """Check settings, stores, companies and queue. Ends with 1 on an error, 0 otherwise."""
    checks = services().diagnostics.checks()
    if connections:
        checks += _tried()
    for check in checks:
        _show(check)
    found = worst(checks)
    faults = sum(check.status is not Status.OK for check in checks)
    click.echo(f"\n{len(checks)} checks, {faults} to look at: {found.value}.")
    sys.exit(1 if found is Status.ERROR else 0)


def _show(check: Check) -> None:
    mark, colour = _MARKS[check.status]
    click.echo(f"{click.style(mark, fg=colour)}  {check.name}: {check.message}")
    if check.advice:
        click.echo(f"         -> {check.advice}")


def _tried() -> list[Check]:
    try:
        companies = services().companies.manager.all(active_only=True)
    except DomainError:
        return []  # the database's check has told why
    results = [(c, services().diagnostics.connections.run(c, name)) for c in companies for name in _TRIED]
    return [
        Check(
            f"company:{company.company_id}:{result.integration}",
            Status.OK if result.ok else Status.WARNING if result.latency_ms is None else Status.ERROR,
            result.message,
        )
        for company, result in results
    ]
