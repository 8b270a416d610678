"""Commands of the installation: `flask admin …`, `flask doctor` and what else runs beside the server."""

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

_COMMANDS = {
    "admin": ("app.commands.admin", "group"),
    "chat": ("app.commands.chat", "command"),
    "companies": ("app.commands.companies", "group"),
    "doctor": ("app.commands.doctor", "command"),
    "documents": ("app.commands.documents", "group"),
    "quality": ("app.commands.quality", "command"),
    "secrets": ("app.commands.secrets", "group"),
}


class _LazyCommands(AppGroup):
    """Loads a command's module when it is run or listed: a server never pays for them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found


def register_commands(app: Flask) -> None:
    """Make every command known."""
    app.cli = _LazyCommands(app.name)
