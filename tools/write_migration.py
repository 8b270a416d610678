"""Write the migration of the version in the making from the ORM: `make migration` (needs a PostgreSQL).

The difference between the frozen baseline and the ORM becomes one revision. Once a version is published its
revision is frozen too, and a new one starts.
"""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Column, Connection, DefaultClause, create_engine

from app.models import upgrade
from app.models.database import UtcDateTime
from app.models.postgresql import render_walls
from app.models.tables import Base
from tests.backends import empty_postgresql

TARGET = Path(__file__).parents[1] / "app" / "migrations" / "versions" / f"v{upgrade.REVISION}_current.py"
_HEAD = '''"""From revision {base} to {revision}. Written by `make migration`; not to be edited by hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = "{base}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and columns on both databases; policies and grants on PostgreSQL."""
{body}
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(WALLS.replace("%", "%%"))


WALLS = r"""
{walls}"""
'''


def main() -> None:
    TARGET.unlink(missing_ok=True)  # the old one, perhaps half written, must not be read
    with empty_postgresql() as url, create_engine(url).connect() as connection:
        upgrade.run("upgrade", connection, upgrade.BASELINE)
        TARGET.write_text(_written(connection), encoding="utf-8")
    print(f"{TARGET.name} written; run `make format`")


def _written(connection: Connection) -> str:
    context = MigrationContext.configure(connection, opts={"render_item": _render, "compare_type": True})
    script = produce_migrations(context, Base.metadata)
    assert script.upgrade_ops is not None
    filled = list(_fill(script.upgrade_ops.ops))
    rendered = render_python_code(script.upgrade_ops, render_item=_render)
    lines = [line for line in rendered.splitlines() if not line.lstrip().startswith("#")]
    defaults = "".join(f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT;\n" for table, name in filled)
    return _HEAD.format(
        base=upgrade.BASELINE,
        revision=upgrade.REVISION,
        body=textwrap.indent(textwrap.dedent("\n".join(lines)), "    "),
        walls=defaults + render_walls(),
    )


def _fill(operations: list[Any]) -> Iterator[tuple[str, str]]:
    """Columns that may not be empty get a value for the rows that are there; their tables and names."""
    for operation in operations:
        if isinstance(operation, ops.ModifyTableOps):
            yield from _fill(operation.ops)
        elif isinstance(operation, ops.AddColumnOp) and not operation.column.nullable:
            operation.column.server_default = _default(operation.column)
            yield operation.table_name, operation.column.name


def _default(column: "Column[Any]") -> Any:
    value = column.default.arg if column.default is not None else ""  # type: ignore[attr-defined]
    if callable(value):
        value = {"dict": "{}", "list": "[]"}.get(getattr(value, "__name__", ""), "")
    if isinstance(value, bool):
        value = "true" if value else "false"
    return DefaultClause(str(value))


def _render(kind: str, item: Any, _context: AutogenContext) -> Any:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


if __name__ == "__main__":
    main()
