"""Commands of the installation: `flask admin …` and what else runs beside the server."""

from flask import Flask

from app.commands import admin


def register_commands(app: Flask) -> None:
    """Attach every group."""
    app.cli.add_command(admin.group)
