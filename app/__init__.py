"""A conversational receptionist for many companies on one installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config.config import Config
    from app.services.bootstrap import Services


def create_app(config: Config | None = None, services: Services | None = None) -> Flask:
    """The application factory; opens no socket and starts no thread.

    Without arguments the settings come from the environment; tests pass their own.
    Raises: SettingsError for a bad environment value.
    """
    # Importing any part of the package (a parser in a subprocess, a command) must not load the web stack.
    from app.application import build_application

    return build_application(config, services)
