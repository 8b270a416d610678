"""Write `postgresql_schema.sql` from the ORM: `make schema`."""

from app.models.postgresql import SCHEMA_FILE, render_schema

SCHEMA_FILE.write_text(render_schema(), encoding="utf-8")
