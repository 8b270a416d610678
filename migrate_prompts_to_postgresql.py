"""Bring prompt templates from `custom_prompts.json` into the database of DATABASE_URL; see docs/companies.md.

    python migrate_prompts_to_postgresql.py [--dry-run] [--rollback RUN]

Safe to run again: a template that is already there is not written twice, and one that somebody changed in the
panel stays. A broken entry stops nothing else; it is named, and the exit status is 1.
"""

from app.commands.migrate import main

if __name__ == "__main__":
    raise SystemExit(main("Prompt templates", lambda migrations: migrations.prompts.run))
