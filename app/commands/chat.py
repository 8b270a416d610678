"""`flask chat`: talk to a company in the terminal, and see why it answers what it answers."""

import click
from flask.cli import with_appcontext

from app.commands.company import company_of
from app.models.errors import DomainError
from app.services.multi_agent_orchestrator import TurnResult
from app.utils.helpers import services


@click.command("chat")
@click.option("--company", "company_id", required=True, help="Who answers.")
@click.option(
    "--user", "user_id", default="terminal", show_default=True, help="Who asks; the conversation is kept."
)
@with_appcontext
def command(company_id: str, user_id: str) -> None:
    """Each line is a message; an empty line or the end of input ends the talk."""
    company = company_of(company_id)
    click.echo(f"{company.company_name}. An empty line ends the talk.")
    for text in iter(_line, ""):
        try:
            result, _before = services().conversations.reply(company, user_id, text, channel="terminal")
        except DomainError as exc:
            click.echo(f"  ! {exc}")
            continue
        click.echo(result.text)
        click.secho(_why(result), dim=True)


def _line() -> str:
    try:
        return str(click.prompt(">", prompt_suffix=" ", default="", show_default=False)).strip()
    except (click.Abort, EOFError):
        return ""


def _why(result: TurnResult) -> str:
    """Intents, agents, sources and time in one line."""
    parts = [
        f"intents {'+'.join(result.intents) or '-'} ({result.routed_by}, {result.confidence:.2f})",
        f"agents {'+'.join(agent.value for agent in result.agents) or '-'}",
        f"{result.usage.engine} {result.timings.total or 0:.0f} ms",
    ]
    if result.sources:
        parts.append("sources " + ", ".join(f"{s.title} {s.score:.2f}" for s in result.sources))
    if result.handoff:
        parts.append(f"calls a person: {result.handoff.reason.value}")
    return "  [" + "; ".join(parts) + "]"
