"""`flask companies …`: which there are, and how one is set up."""

import json

import click
from flask.cli import with_appcontext

from app.commands.company import company_of
from app.routes.presenters import company_admin
from app.utils.helpers import services

group = click.Group("companies", help="The companies of this installation.")


@group.command("list")
@with_appcontext
def list_all() -> None:
    """One line per company."""
    for company in services().companies.manager.all():
        state = "active" if company.is_active else "inactive"
        documents = services().documents.count(company)
        click.echo(f"{company.company_id:<20} {state:<9} {documents:>5} documents  {company.company_name}")


@group.command("show")
@click.argument("company_id")
@with_appcontext
def show(company_id: str) -> None:
    """The whole configuration as JSON; secrets only say whether they are set."""
    shown = company_admin(company_of(company_id))
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
