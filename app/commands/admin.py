"""`flask admin …`: the first administrator, a forgotten password, a new set-up link."""

import sys

import click
from flask.cli import with_appcontext
from marshmallow import ValidationError, validate

from app.models.errors import DomainError, ValidationFailedError
from app.utils.helpers import services

group = click.Group("admin", help="People who administer the installation.")


@group.command("create")
@click.option("--email", prompt="E-mail", help="With it the person signs in.")
@click.option("--name", default="", help="How the panel greets the person.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create(email: str, name: str, password_stdin: bool) -> None:
    """Make a platform administrator."""
    address = _address(email)
    password = _password(from_stdin=password_stdin)
    try:
        user = services().identity.users.create_administrator(address, password, name.strip())
    except DomainError as exc:
        raise click.ClickException(_reason(exc)) from exc
    click.echo(f"{user.email} is an administrator of the platform.")


@group.command("password")
@click.option("--email", prompt="E-mail")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def password(email: str, password_stdin: bool) -> None:
    """Give a person a new password; sessions and tokens of before end."""
    new = _password(from_stdin=password_stdin)
    try:
        user = services().identity.users.reset_password(_address(email), new)
    except DomainError as exc:
        raise click.ClickException(_reason(exc)) from exc
    click.echo(f"{user.email} has a new password.")


@group.command("setup-link")
@with_appcontext
def setup_link() -> None:
    """Print a new one-time set-up link to the log, where there is no administrator yet."""
    logins = services().identity.logins
    if not logins.setup_needed():
        raise click.ClickException("There is an administrator already, or this is no production installation.")
    logins.offer_setup()


def _address(email: str) -> str:
    plain = email.strip().casefold()
    try:
        validate.Email()(plain)
    except ValidationError as exc:
        raise click.ClickException("This is not an e-mail address.") from exc
    return plain


def _password(*, from_stdin: bool) -> str:
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _reason(exc: DomainError) -> str:
    if isinstance(exc, ValidationFailedError):
        return " ".join(message for messages in exc.details.values() for message in messages)
    return str(exc)
