"""Bring companies from the JSON files into the database that DATABASE_URL names; see docs/companies.md.

    python migrate_companies_to_postgresql.py [--dry-run] [--rollback RUN]

Safe to run again: a company that is already as the files say is left alone, and what people changed in the
panel stays. A broken entry stops nothing else; it is named, and the exit status is 1.
"""

from app.commands.migrate import main

if __name__ == "__main__":
    raise SystemExit(main("Companies", lambda migrations: migrations.companies.run))
