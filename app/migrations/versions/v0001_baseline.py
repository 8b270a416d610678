"""The first published schema, as frozen SQL of each database."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """For an empty database; one that was made by the old schema file is only marked with this revision."""
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"baseline_{dialect}.sql").read_text(encoding="utf-8")
    if dialect == "sqlite":
        for statement in script.split(";\n"):
            if statement.strip():
                op.get_bind().exec_driver_sql(statement)
    else:
        body = script.replace("\nBEGIN;\n", "\n").replace("\nCOMMIT;\n", "\n")  # the caller's transaction
        op.get_bind().exec_driver_sql(body.replace("%", "%%"))
