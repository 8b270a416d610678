"""`flask quality`: runs the labelled sets that come with the source and prints their table."""

import subprocess
import sys

import click

from app.config.config import ROOT_DIR

SETS = ROOT_DIR / "tests" / "quality"


@click.command("quality")
@click.argument("names", nargs=-1)
def command(names: tuple[str, ...]) -> None:
    """Measure answers on the labelled sets; NAMES choose some: intents, dates, answers, retrieval, claims…"""
    if not SETS.is_dir():
        raise click.ClickException("The labelled sets come with the source, not with the image.")
    files = [str(_file(name)) for name in names] or [str(SETS)]
    # The sets are tests: they run by the test runner, in a process of their own.
    run = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "quality", *files]
    done = subprocess.run(run, cwd=ROOT_DIR, check=False)  # noqa: S603 - our own files alone
    sys.exit(done.returncode)


def _file(name: str) -> object:
    found = sorted(SETS.glob(f"test_{name.rstrip('s')}*_quality.py"))
    if not found:
        raise click.ClickException(f"There is no set named {name}.")
    return found[0]
