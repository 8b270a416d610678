"""`flask secrets …`: what is sealed in the record."""

import click
from flask.cli import with_appcontext

from app.models.errors import DomainError
from app.utils.helpers import services

group = click.Group("secrets", help="Secrets of companies, sealed in the record.")


@group.command("reseal")
@with_appcontext
def reseal() -> None:
    """Seal every secret with the present SECRET_KEY; afterwards SECRET_KEY_PREVIOUS can go."""
    try:
        done = services().resealing.run()
    except DomainError as exc:
        raise click.ClickException(str(exc)) from exc
    click.echo(f"{done.secrets} secrets of {done.companies} companies sealed anew.")
    for company_id, name in done.unreadable:
        click.echo(f"{company_id}: {name} opens with no known key; enter it again.", err=True)
    if done.unreadable:
        raise SystemExit(1)
