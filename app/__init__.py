"""A conversational receptionist for many companies on one installation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Many threads answer at once: if each computed on every core they would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is first imported

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
