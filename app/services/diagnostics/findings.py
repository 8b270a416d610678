"""What a finding says, by its code: the message, and the advice where something is to be done.

The panel says the same in its reader's language by the code; a test holds its texts against this table.
"""

from collections.abc import Mapping

FINDINGS: Mapping[str, tuple[str, str]] = {
    "access_open": (
        "Everybody who reaches the server may do everything; it listens on this machine only.",
        "Set ENVIRONMENT=production (or ADMIN_API_KEY) before others can reach it.",
    ),
    "access_closed": ("Every request needs a credential.", ""),
    "administrator_none": (
        "There is no administrator: nobody can sign in.",
        "Open the set-up link in the log, or run `flask admin create`.",
    ),
    "secret_key_set": ("SECRET_KEY comes from the environment.", ""),
    "secret_key_inside": (
        "No SECRET_KEY outside: it lies in the database beside the secrets it protects.",
        "Set SECRET_KEY (openssl rand -hex 32) and run `flask secrets reseal`, which removes this one.",
    ),
    "folder_read_only": (
        "The folder for logs and data cannot be written.",
        "Give INSTANCE_PATH a writable folder.",
    ),
    "database_away": (
        "The database does not answer.",
        "Check DATABASE_URL and that the server runs; see the log.",
    ),
    "database_postgresql": ("PostgreSQL answers.", ""),
    "database_sqlite_production": (
        "SQLite serves one process on one machine.",
        "Set DATABASE_URL to PostgreSQL for more, and for backups while it runs.",
    ),
    "database_sqlite": ("SQLite, for one process.", ""),
    "redis_none": (
        "No REDIS_URL: working memory and queue live in this process alone.",
        "Set REDIS_URL as soon as more than one process runs.",
    ),
    "redis_answers": ("Redis {version} answers.", ""),
    "redis_away": ("Redis does not answer.", "Check REDIS_URL and that the server runs."),
    "query_engine_none": (
        "This Redis has no query engine: each process keeps a copy of the index in its memory.",
        "Use Redis 8 or Redis Stack to share one index between processes.",
    ),
    "model_none": (
        "No language model: the local engine answers from documents and company data alone.",
        "Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own.",
    ),
    "model_set": ("Chat model {model}.", ""),
    "model_prices_none": (
        "Costs are not known.",
        "Give a price table: MODEL_PRICES_FILE, see docs/observability.md.",
    ),
    "panel_unbuilt": ("The panel is not built.", "Run `make panel`; the API works without it."),
    "walls_passed": (
        "The application's role passes through row-level security (superuser or BYPASSRLS).",
        "Connect as a role made with NOSUPERUSER NOBYPASSRLS; see docs/configuration.md.",
    ),
    "walls_open": (
        "Row-level security is not forced on: {tables}.",
        "Apply postgresql_schema.sql again as the owner.",
    ),
    "walls_owned": (
        "The application's role owns the tables and could switch row-level security off.",
        "Let another role own them (MIGRATION_DATABASE_URL) than the one that works (DATABASE_URL).",
    ),
    "walls_forced": ("Forced on every company's table; the role cannot pass it.", ""),
    "redis_aof_off": (
        "AOF is off: Redis forgets its queue and recent turns when it is killed.",
        "Set `appendonly yes`; what SQL holds is rebuilt either way.",
    ),
    "redis_eviction": (
        "maxmemory-policy {policy} may drop locks and queued jobs.",
        "Use noeviction or a volatile-* policy.",
    ),
    "companies_away": ("The companies cannot be read.", "See the check of the database."),
    "company_fine": ("{company} is in order.", ""),
    "chatwoot_unset": (
        "The Chatwoot account has no address or token: answers cannot be sent.",
        "Set chatwoot_base_url and chatwoot_api_token of the company.",
    ),
    "webhook_unsigned": (
        "The webhook is unsigned: anybody could write in customers' names. Production refuses it.",
        "Set chatwoot_webhook_secret, or use the webhook address with its own token.",
    ),
    "index_away": ("The index cannot be read.", "See the checks of database and Redis."),
    "index_behind": (
        "The index is behind the record.",
        "It is rebuilt by itself within a minute; else re-index the company's documents.",
    ),
    "documents_none": ("No documents: there is little to answer from.", "Upload prices, services, policies."),
    "budget_spent": (
        "The budget for the language model is spent now: {tokens} tokens today, "
        "{calls} calls answered by the local engine instead.",
        "Raise model_tokens_per_day or model_calls_per_minute of the company, or its tier.",
    ),
    "budget_reached": (
        "The budget for the language model was reached earlier today: {tokens} tokens, "
        "{calls} calls answered by the local engine instead.",
        "Raise model_tokens_per_day or model_calls_per_minute of the company, or its tier.",
    ),
    "queue_waits": (
        "{messages} messages wait, the oldest for {seconds} s.",
        "Check that a worker runs (`python -m app.worker`, or WORKER_IN_WEB=true) and look into its log.",
    ),
}

# What trying a connection came to.
TRIED: Mapping[str, str] = {
    "chatwoot_answers": "Chatwoot answers and takes the token.",
    "chatwoot_missing": "The company has no Chatwoot account, address or token.",
    "model_answers": "The model {model} answers.",
    "model_missing": "No language model is configured; the local engine answers.",
    "embedding_answers": "The embedding model {model} answers.",
    "embedding_within": "Documents are found by meaning with the encoder of this program, {model}.",
    "embedding_missing": "No embedding model is configured; documents are found by their words.",
    "speech_answers": "The speech model {model} answers.",
    "speech_missing": "No speech model is configured; customers are asked to write.",
    "calendar_answers": "The calendar answers: {slots} free times in the next week.",
    "calendar_missing": "The company has no treatments to ask free times for.",
    "database_answers": "The database answers.",
    "redis_answers": "Redis answers.",
    "redis_stand_in": "The in-process stand-in answers.",
}
