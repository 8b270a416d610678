"""From revision 0001 to 0002. Written by `make migration`; not to be edited by hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and columns on both databases; policies and grants on PostgreSQL."""
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "audit_log",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=300), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("company_id", sa.String(length=50), nullable=True),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("request_id", sa.String(length=100), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("entry_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_index("ix_audit_log_company", "audit_log", ["company_id", "entry_id"], unique=False)
    op.create_table(
        "revoked_tokens",
        sa.Column("token_id", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_id"),
    )
    op.create_table(
        "setup_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("user_id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "agent_configs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("agent_type", sa.String(length=50), nullable=False),
        sa.Column(
            "configuration",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "agent_type IN ('router', 'emergency', 'sales', 'support', 'schedule', 'availability')",
            name="ck_agent_configs_type",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("company_id", "agent_type", name="uq_agent_configs_agent"),
    )
    op.create_table(
        "api_key_companies",
        sa.Column("key_id", sa.String(length=60), nullable=False),
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.key_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key_id", "company_id"),
    )
    op.create_index(op.f("ix_api_key_companies_company_id"), "api_key_companies", ["company_id"], unique=False)
    op.create_table(
        "company_versions",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_by", sa.String(length=300), nullable=False),
        sa.Column(
            "changes", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "configuration",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "version"),
    )
    op.create_table(
        "http_tools",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("tool_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "examples", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "keywords", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("url_template", sa.String(length=2000), nullable=False),
        sa.Column(
            "header_names",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "fields", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("answer_template", sa.Text(), nullable=False),
        sa.Column("timeout_s", sa.Double(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sealed", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "tool_id"),
    )
    op.create_index("ix_http_tools_created", "http_tools", ["company_id", "created_at"], unique=False)
    op.create_table(
        "login_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_login_sessions_user_id"), "login_sessions", ["user_id"], unique=False)
    op.create_table(
        "migration_entries",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "previous", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=True
        ),
        sa.Column(
            "written", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "run_id", "item"),
    )
    op.create_table(
        "notification_targets",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("target_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("shown", sa.String(length=200), nullable=False),
        sa.Column(
            "kinds", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sealed", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "target_id"),
    )
    op.create_index(
        "ix_notification_targets_created", "notification_targets", ["company_id", "created_at"], unique=False
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("family_id", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.String(length=60), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_refresh_tokens_family_id"), "refresh_tokens", ["family_id"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_user_id"), "refresh_tokens", ["user_id"], unique=False)
    op.create_table(
        "turn_facts",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("fact_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("conversation_id", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("agents", sa.String(length=80), nullable=False),
        sa.Column("intents", sa.String(length=80), nullable=False),
        sa.Column("routed_by", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_ms", sa.Double(), nullable=True),
        sa.Column("classification_ms", sa.Double(), nullable=True),
        sa.Column("retrieval_ms", sa.Double(), nullable=True),
        sa.Column("generation_ms", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "fact_id"),
    )
    op.create_index("ix_turn_facts_at", "turn_facts", ["company_id", "at"], unique=False)
    op.create_table(
        "user_companies",
        sa.Column("user_id", sa.String(length=60), nullable=False),
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "company_id"),
    )
    op.create_index(op.f("ix_user_companies_company_id"), "user_companies", ["company_id"], unique=False)
    op.create_table(
        "webhook_endpoints",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("endpoint_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column(
            "events", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("include_content", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.String(length=40), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sealed", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "endpoint_id"),
    )
    op.create_index(
        "ix_webhook_endpoints_created", "webhook_endpoints", ["company_id", "created_at"], unique=False
    )
    op.create_table(
        "notifications",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("notification_id", sa.String(length=60), nullable=False),
        sa.Column("target_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("throttle", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "target_id"],
            ["notification_targets.company_id", "notification_targets.target_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "notification_id"),
        sa.UniqueConstraint("company_id", "target_id", "throttle", name="uq_notifications_throttle"),
    )
    op.create_index("ix_notifications_created", "notifications", ["company_id", "created_at"], unique=False)
    op.create_index("ix_notifications_due", "notifications", ["company_id", "state", "next_at"], unique=False)
    op.create_index("ix_notifications_user", "notifications", ["company_id", "user_id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("company_id", sa.String(length=50), nullable=False),
        sa.Column("delivery_id", sa.String(length=60), nullable=False),
        sa.Column("endpoint_id", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.String(length=60), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id", "endpoint_id"],
            ["webhook_endpoints.company_id", "webhook_endpoints.endpoint_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "delivery_id"),
    )
    op.create_index(
        "ix_webhook_deliveries_created",
        "webhook_deliveries",
        ["company_id", "endpoint_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_deliveries_due", "webhook_deliveries", ["company_id", "state", "next_at"], unique=False
    )
    op.create_index("ix_webhook_deliveries_user", "webhook_deliveries", ["company_id", "user_id"], unique=False)
    op.add_column(
        "appointments",
        sa.Column(
            "details",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            server_default="{}",
            nullable=False,
        ),
    )
    op.add_column("conversations", sa.Column("owner_until", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql(WALLS.replace("%", "%%"))


WALLS = r"""
ALTER TABLE appointments ALTER COLUMN details DROP DEFAULT;
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON api_keys;
CREATE POLICY company_rows ON api_keys USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS platform_reads ON audit_log;
CREATE POLICY platform_reads ON audit_log FOR SELECT USING (current_setting('app.scope', true) = 'platform');
DROP POLICY IF EXISTS platform_appends ON audit_log;
CREATE POLICY platform_appends ON audit_log FOR INSERT WITH CHECK (current_setting('app.scope', true) = 'platform');
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$;
DROP TRIGGER IF EXISTS audit_append_only ON audit_log;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

ALTER TABLE companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE companies FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON companies;
CREATE POLICY company_rows ON companies USING (company_id = NULLIF(current_setting('app.company_id', true), '') OR current_setting('app.scope', true) = 'platform') WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), '') OR current_setting('app.scope', true) = 'platform');



ALTER TABLE revoked_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE revoked_tokens FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON revoked_tokens;
CREATE POLICY company_rows ON revoked_tokens USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE setup_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE setup_links FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON setup_links;
CREATE POLICY company_rows ON setup_links USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON users;
CREATE POLICY company_rows ON users USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE agent_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_configs FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON agent_configs;
CREATE POLICY company_rows ON agent_configs USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE api_key_companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key_companies FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON api_key_companies;
CREATE POLICY company_rows ON api_key_companies USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');


CREATE EXTENSION IF NOT EXISTS btree_gist;
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint
                 WHERE conname = 'ex_appointments_overlap' AND conrelid = 'appointments'::regclass) THEN
    ALTER TABLE appointments ADD CONSTRAINT ex_appointments_overlap EXCLUDE USING gist (
      company_id WITH =, resource WITH =, tstzrange(starts_at, busy_until) WITH &&
    ) WHERE (status IN ('held', 'confirmed'));
  END IF;
END
$$;
ALTER TABLE appointments ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointments FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON appointments;
CREATE POLICY company_rows ON appointments USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE channel_conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE channel_conversations FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON channel_conversations;
CREATE POLICY company_rows ON channel_conversations USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE company_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE company_versions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON company_versions;
CREATE POLICY company_rows ON company_versions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON conversations;
CREATE POLICY company_rows ON conversations USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE curated_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE curated_answers FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON curated_answers;
CREATE POLICY company_rows ON curated_answers USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON documents;
CREATE POLICY company_rows ON documents USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE http_tools ENABLE ROW LEVEL SECURITY;
ALTER TABLE http_tools FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON http_tools;
CREATE POLICY company_rows ON http_tools USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE inbound_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound_events FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON inbound_events;
CREATE POLICY company_rows ON inbound_events USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE login_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_sessions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON login_sessions;
CREATE POLICY company_rows ON login_sessions USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE migration_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE migration_entries FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON migration_entries;
CREATE POLICY company_rows ON migration_entries USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE notification_targets ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_targets FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON notification_targets;
CREATE POLICY company_rows ON notification_targets USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON outbox;
CREATE POLICY company_rows ON outbox USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE prompt_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompt_versions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON prompt_versions;
CREATE POLICY company_rows ON prompt_versions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON refresh_tokens;
CREATE POLICY company_rows ON refresh_tokens USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE reminder_opt_outs ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_opt_outs FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON reminder_opt_outs;
CREATE POLICY company_rows ON reminder_opt_outs USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE turn_facts ENABLE ROW LEVEL SECURITY;
ALTER TABLE turn_facts FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON turn_facts;
CREATE POLICY company_rows ON turn_facts USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE unanswered_questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE unanswered_questions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON unanswered_questions;
CREATE POLICY company_rows ON unanswered_questions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE user_companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_companies FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON user_companies;
CREATE POLICY company_rows ON user_companies USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON webhook_endpoints;
CREATE POLICY company_rows ON webhook_endpoints USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE appointment_cells ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_cells FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON appointment_cells;
CREATE POLICY company_rows ON appointment_cells USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE appointment_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_events FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON appointment_events;
CREATE POLICY company_rows ON appointment_events USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE document_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_chunks FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON document_chunks;
CREATE POLICY company_rows ON document_chunks USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE document_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_versions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON document_versions;
CREATE POLICY company_rows ON document_versions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON messages;
CREATE POLICY company_rows ON messages USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON notifications;
CREATE POLICY company_rows ON notifications USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE reminders_sent ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminders_sent FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON reminders_sent;
CREATE POLICY company_rows ON reminders_sent USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON webhook_deliveries;
CREATE POLICY company_rows ON webhook_deliveries USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));


DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'receptionist_app') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO receptionist_app', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO receptionist_app',
                   current_schema());
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO receptionist_app', current_schema());
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM receptionist_app;
  END IF;
END
$$;
"""
