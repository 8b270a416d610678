"""Contextual logs: `[time] [company] [agent] message request=…`, on the console and in a rotated `app.log`.

The company and the agent come from the context of the running code, never from the message.
"""

import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import ClassVar

ROOT = "receptionist"
_company: ContextVar[str] = ContextVar("log_company", default="-")
_agent: ContextVar[str] = ContextVar("log_agent", default="")
request_id: ContextVar[str] = ContextVar("request_id", default="")


class _Levels:
    """From which level on lines are kept: for all companies, and for those with a level of their own."""

    default = logging.INFO
    companies: ClassVar[dict[str, int]] = {}

    @classmethod
    def apply(cls) -> None:
        """Below the lowest no record is made; above it the filter decides, because levels differ per company."""
        logging.getLogger(ROOT).setLevel(min([cls.default, *cls.companies.values()]))


def get_logger(name: str) -> logging.Logger:
    """A logger whose name stands in the agent's place when no agent is bound."""
    return logging.getLogger(f"{ROOT}.{name}")


class log_context:  # noqa: N801 - read as the function it is used as; a generator costs three times as much
    """Bind company and agent for every line logged inside."""

    __slots__ = ("_bound", "_tokens")

    def __init__(self, *, company: str | None = None, agent: str | None = None) -> None:
        named = ((_company, company), (_agent, agent))
        self._bound = [(var, value) for var, value in named if value is not None]

    def __enter__(self) -> None:
        self._tokens = [(var, var.set(value)) for var, value in self._bound]

    def __exit__(self, *_exc: object) -> None:
        for var, token in reversed(self._tokens):
            var.reset(token)


def set_company_levels(levels: Mapping[str, str]) -> None:
    """Replace the log levels per company; companies left out follow the global level."""
    known = logging.getLevelNamesMapping()
    _Levels.companies = {c: known[name] for c, name in levels.items() if name in known}
    _Levels.apply()


class _ContextFilter(logging.Filter):
    """Adds company and agent to each record and applies the company's own level."""

    def filter(self, record: logging.LogRecord) -> bool:
        company = _company.get()
        record.company = company
        record.agent = _agent.get() or record.name.removeprefix(f"{ROOT}.")
        current = request_id.get()
        record.request = f" request={current}" if current else ""
        return record.levelno >= _Levels.companies.get(company, _Levels.default)


def configure_logging(level: str, log_file: Path | None) -> None:
    """Attach console and file handlers once; call again to change level or file."""
    root = logging.getLogger(ROOT)
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    _Levels.default = logging.getLevelNamesMapping()[level]
    _Levels.apply()
    root.propagate = False
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if log_file is not None:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(RotatingFileHandler(log_file, maxBytes=10_000_000, backupCount=5, encoding="utf-8"))
    formatter = logging.Formatter(
        "[%(asctime)s] [%(company)s] [%(agent)s] %(message)s%(request)s", datefmt="%Y-%m-%d %H:%M:%S"
    )
    for handler in handlers:
        handler.addFilter(_ContextFilter())
        handler.setFormatter(formatter)
        root.addHandler(handler)
