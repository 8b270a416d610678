"""Schema changes from one published version to the next, run by Alembic (`app/models/upgrade.py`)."""
