"""`flask documents …`: a folder of files into a company's knowledge."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.commands.company import company_of
from app.config.company_config import CompanyConfig
from app.models.errors import DomainError
from app.services.document_intake import NewDocument
from app.utils.helpers import services

group = click.Group("documents", help="A company's documents.")


@group.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--company", "company_id", required=True, help="Whose they are.")
@with_appcontext
def import_path(path: Path, company_id: str) -> None:
    """Take in a file, or every file of a folder; the same path again replaces what came from it."""
    company = company_of(company_id)
    root = path if path.is_dir() else path.parent
    files = (
        sorted(f for f in path.rglob("*") if f.is_file() and not f.name.startswith("."))
        if path.is_dir()
        else [path]
    )
    failed = sum(not _import(company, file, file.relative_to(root).as_posix()) for file in files)
    click.echo(f"{len(files) - failed} of {len(files)} files taken in.")
    sys.exit(1 if failed else 0)


def _import(company: CompanyConfig, file: Path, name: str) -> bool:
    try:
        new = NewDocument(data=file.read_bytes(), filename=file.name, external_id=f"file:{name}")
        intake = services().documents.add(company, new)
    except (DomainError, OSError) as exc:
        click.echo(f"failed     {name}: {exc}")
        return False
    word = "unchanged" if intake.unchanged else "added" if intake.created else "replaced"
    click.echo(f"{word:<10} {name}: {intake.document.chunk_count} passages, {intake.document.status}")
    return True
