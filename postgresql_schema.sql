-- PostgreSQL schema of the multi-tenant receptionist. Idempotent: run it again at any time.
-- Made from the ORM by `make schema`; a test holds it against the ORM.
--
-- Two settings, set by the application in every transaction, decide what a session sees:
--   app.company_id  the company it works for; unset or empty means no company's rows
--   app.scope       'platform' for the registry of companies alone
-- The application must connect as a role that neither owns the tables nor bypasses row-level security:
--   CREATE ROLE receptionist_app LOGIN PASSWORD '...' NOSUPERUSER NOBYPASSRLS;

BEGIN;

CREATE TABLE IF NOT EXISTS api_keys (
  key_id VARCHAR(60) NOT NULL,
  name VARCHAR(200) NOT NULL,
  prefix VARCHAR(20) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  role VARCHAR(20) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE,
  last_used_at TIMESTAMP WITH TIME ZONE,
  revoked_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (key_id),
  UNIQUE (digest)
);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON api_keys;
CREATE POLICY company_rows ON api_keys USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS audit_log (
  entry_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor VARCHAR(300) NOT NULL,
  action VARCHAR(100) NOT NULL,
  company_id VARCHAR(50),
  target VARCHAR(300) NOT NULL,
  details JSONB NOT NULL,
  request_id VARCHAR(100) NOT NULL,
  previous_hash VARCHAR(64) NOT NULL,
  entry_hash VARCHAR(64) NOT NULL,
  PRIMARY KEY (entry_id)
);

CREATE INDEX IF NOT EXISTS ix_audit_log_company ON audit_log (company_id, entry_id);

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

CREATE TABLE IF NOT EXISTS companies (
  company_id VARCHAR(50) NOT NULL,
  company_name VARCHAR(255) NOT NULL,
  business_type VARCHAR(100),
  subscription_tier VARCHAR(50) NOT NULL,
  max_documents INTEGER NOT NULL,
  max_conversations INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  is_active BOOLEAN NOT NULL,
  redis_prefix VARCHAR(60) NOT NULL,
  vectorstore_index VARCHAR(80) NOT NULL,
  chatwoot_account_id VARCHAR(40),
  file_config JSONB NOT NULL,
  panel_config JSONB NOT NULL,
  secrets JSONB NOT NULL,
  in_file BOOLEAN NOT NULL,
  samples_loaded BOOLEAN NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (company_id),
  UNIQUE (redis_prefix),
  UNIQUE (vectorstore_index),
  UNIQUE (chatwoot_account_id)
);

ALTER TABLE companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE companies FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON companies;
CREATE POLICY company_rows ON companies USING (company_id = NULLIF(current_setting('app.company_id', true), '') OR current_setting('app.scope', true) = 'platform') WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), '') OR current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS platform_settings (
  name VARCHAR(60) NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);



CREATE TABLE IF NOT EXISTS revoked_tokens (
  token_id VARCHAR(60) NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (token_id)
);

ALTER TABLE revoked_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE revoked_tokens FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON revoked_tokens;
CREATE POLICY company_rows ON revoked_tokens USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS setup_links (
  digest VARCHAR(64) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (digest)
);

ALTER TABLE setup_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE setup_links FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON setup_links;
CREATE POLICY company_rows ON setup_links USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS users (
  user_id VARCHAR(60) NOT NULL,
  email VARCHAR(254) NOT NULL,
  name VARCHAR(200) NOT NULL,
  password_hash VARCHAR(200) NOT NULL,
  role VARCHAR(20) NOT NULL,
  is_active BOOLEAN NOT NULL,
  token_version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_login_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (user_id),
  UNIQUE (email)
);

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON users;
CREATE POLICY company_rows ON users USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS agent_configs (
  id SERIAL NOT NULL,
  company_id VARCHAR(50) NOT NULL,
  agent_type VARCHAR(50) NOT NULL,
  configuration JSONB NOT NULL,
  is_active BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT uq_agent_configs_agent UNIQUE (company_id, agent_type),
  CONSTRAINT ck_agent_configs_type CHECK (agent_type IN ('router', 'emergency', 'sales', 'support', 'schedule', 'availability')),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE agent_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_configs FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON agent_configs;
CREATE POLICY company_rows ON agent_configs USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS api_key_companies (
  key_id VARCHAR(60) NOT NULL,
  company_id VARCHAR(50) NOT NULL,
  PRIMARY KEY (key_id, company_id),
  FOREIGN KEY(key_id) REFERENCES api_keys (key_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_api_key_companies_company_id ON api_key_companies (company_id);

ALTER TABLE api_key_companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key_companies FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON api_key_companies;
CREATE POLICY company_rows ON api_key_companies USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS appointments (
  company_id VARCHAR(50) NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  customer_key VARCHAR(140) NOT NULL,
  treatment VARCHAR(100) NOT NULL,
  treatment_name VARCHAR(200) NOT NULL,
  resource VARCHAR(100) NOT NULL,
  starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
  busy_until TIMESTAMP WITH TIME ZONE NOT NULL,
  name VARCHAR(200) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  status VARCHAR(20) NOT NULL,
  details JSONB NOT NULL,
  hold_expires_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, appointment_id),
  CONSTRAINT ck_appointments_status CHECK (status IN ('held', 'confirmed', 'cancelled', 'completed', 'no_show')),
  CONSTRAINT ck_appointments_times CHECK (starts_at < ends_at AND ends_at <= busy_until),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_appointments_customer ON appointments (company_id, user_id, starts_at);

CREATE INDEX IF NOT EXISTS ix_appointments_start ON appointments (company_id, starts_at);

CREATE UNIQUE INDEX IF NOT EXISTS uq_appointments_wish ON appointments (company_id, customer_key, treatment, starts_at) WHERE status IN ('held', 'confirmed');


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

CREATE TABLE IF NOT EXISTS channel_conversations (
  company_id VARCHAR(50) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  conversation_id VARCHAR(40) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  channel VARCHAR(60) NOT NULL,
  can_reply BOOLEAN NOT NULL,
  owner VARCHAR(10) NOT NULL,
  cause VARCHAR(20) NOT NULL,
  until TIMESTAMP WITH TIME ZONE,
  status VARCHAR(20) NOT NULL,
  human_id BIGINT,
  off_label BOOLEAN NOT NULL,
  seen_at FLOAT NOT NULL,
  epoch INTEGER NOT NULL,
  session INTEGER NOT NULL,
  session_started_at TIMESTAMP WITH TIME ZONE NOT NULL,
  session_summary TEXT,
  mirrored VARCHAR(10) NOT NULL,
  last_message_id BIGINT NOT NULL,
  burst_at TIMESTAMP WITH TIME ZONE,
  due_at TIMESTAMP WITH TIME ZONE,
  lease_token VARCHAR(40) NOT NULL,
  lease_until TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (company_id, account_id, conversation_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_channel_conversations_due ON channel_conversations (company_id, due_at);

ALTER TABLE channel_conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE channel_conversations FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON channel_conversations;
CREATE POLICY company_rows ON channel_conversations USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS company_versions (
  company_id VARCHAR(50) NOT NULL,
  version INTEGER NOT NULL,
  modified_at TIMESTAMP WITH TIME ZONE NOT NULL,
  modified_by VARCHAR(300) NOT NULL,
  changes JSONB NOT NULL,
  configuration JSONB NOT NULL,
  PRIMARY KEY (company_id, version),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE company_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE company_versions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON company_versions;
CREATE POLICY company_rows ON company_versions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS conversations (
  company_id VARCHAR(50) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  conversation_id VARCHAR(60) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  owner VARCHAR(20) NOT NULL,
  owner_until TIMESTAMP WITH TIME ZONE,
  language VARCHAR(5) NOT NULL,
  message_count INTEGER NOT NULL,
  last_message TEXT NOT NULL,
  last_message_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  booking JSONB NOT NULL,
  PRIMARY KEY (company_id, user_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_conversations_recent ON conversations (company_id, last_message_at);

ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON conversations;
CREATE POLICY company_rows ON conversations USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS curated_answers (
  company_id VARCHAR(50) NOT NULL,
  answer_id VARCHAR(60) NOT NULL,
  question VARCHAR(500) NOT NULL,
  variants JSONB NOT NULL,
  answer TEXT NOT NULL,
  language VARCHAR(5) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, answer_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_curated_answers_created ON curated_answers (company_id, created_at);

ALTER TABLE curated_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE curated_answers FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON curated_answers;
CREATE POLICY company_rows ON curated_answers USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS documents (
  company_id VARCHAR(50) NOT NULL,
  document_id VARCHAR(60) NOT NULL,
  external_id VARCHAR(200),
  title VARCHAR(300) NOT NULL,
  content TEXT NOT NULL,
  content_hash VARCHAR(64) NOT NULL,
  source_hash VARCHAR(64) NOT NULL,
  media_type VARCHAR(100) NOT NULL,
  language VARCHAR(5) NOT NULL,
  status VARCHAR(20) NOT NULL,
  progress DOUBLE PRECISION NOT NULL,
  error JSONB NOT NULL,
  metadata JSONB NOT NULL,
  chunk_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  indexed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, document_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_documents_created ON documents (company_id, created_at);

CREATE INDEX IF NOT EXISTS ix_documents_source ON documents (company_id, source_hash);

CREATE UNIQUE INDEX IF NOT EXISTS uq_documents_external ON documents (company_id, external_id);

ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON documents;
CREATE POLICY company_rows ON documents USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS http_tools (
  company_id VARCHAR(50) NOT NULL,
  tool_id VARCHAR(60) NOT NULL,
  name VARCHAR(120) NOT NULL,
  examples JSONB NOT NULL,
  keywords JSONB NOT NULL,
  url_template VARCHAR(2000) NOT NULL,
  header_names JSONB NOT NULL,
  fields JSONB NOT NULL,
  answer_template TEXT NOT NULL,
  timeout_s DOUBLE PRECISION NOT NULL,
  is_active BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sealed JSONB NOT NULL,
  PRIMARY KEY (company_id, tool_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_http_tools_created ON http_tools (company_id, created_at);

ALTER TABLE http_tools ENABLE ROW LEVEL SECURITY;
ALTER TABLE http_tools FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON http_tools;
CREATE POLICY company_rows ON http_tools USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS inbound_events (
  company_id VARCHAR(50) NOT NULL,
  inbound_id VARCHAR(60) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  conversation_id VARCHAR(40) NOT NULL,
  dedupe_key VARCHAR(120) NOT NULL,
  kind VARCHAR(30) NOT NULL,
  message_id BIGINT NOT NULL,
  order_at BIGINT NOT NULL,
  text TEXT NOT NULL,
  data JSONB NOT NULL,
  state VARCHAR(10) NOT NULL,
  outcome VARCHAR(40) NOT NULL,
  attempts INTEGER NOT NULL,
  received_at TIMESTAMP WITH TIME ZONE NOT NULL,
  handled_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (company_id, inbound_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_inbound_events_received ON inbound_events (company_id, received_at);

CREATE INDEX IF NOT EXISTS ix_inbound_events_waiting ON inbound_events (company_id, account_id, conversation_id, state);

CREATE UNIQUE INDEX IF NOT EXISTS uq_inbound_events_key ON inbound_events (company_id, account_id, dedupe_key);

ALTER TABLE inbound_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound_events FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON inbound_events;
CREATE POLICY company_rows ON inbound_events USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS login_sessions (
  digest VARCHAR(64) NOT NULL,
  user_id VARCHAR(60) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (digest),
  FOREIGN KEY(user_id) REFERENCES users (user_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_login_sessions_user_id ON login_sessions (user_id);

ALTER TABLE login_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_sessions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON login_sessions;
CREATE POLICY company_rows ON login_sessions USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS migration_entries (
  company_id VARCHAR(50) NOT NULL,
  run_id VARCHAR(40) NOT NULL,
  item VARCHAR(60) NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  previous JSONB,
  written JSONB NOT NULL,
  PRIMARY KEY (company_id, run_id, item),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE migration_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE migration_entries FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON migration_entries;
CREATE POLICY company_rows ON migration_entries USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS notification_targets (
  company_id VARCHAR(50) NOT NULL,
  target_id VARCHAR(60) NOT NULL,
  name VARCHAR(120) NOT NULL,
  shown VARCHAR(200) NOT NULL,
  kinds JSONB NOT NULL,
  is_active BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sealed JSONB NOT NULL,
  PRIMARY KEY (company_id, target_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_notification_targets_created ON notification_targets (company_id, created_at);

ALTER TABLE notification_targets ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_targets FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON notification_targets;
CREATE POLICY company_rows ON notification_targets USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS outbox (
  company_id VARCHAR(50) NOT NULL,
  outbox_id VARCHAR(60) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  conversation_id VARCHAR(40) NOT NULL,
  kind VARCHAR(10) NOT NULL,
  position INTEGER NOT NULL,
  content TEXT NOT NULL,
  data JSONB NOT NULL,
  epoch INTEGER NOT NULL,
  state VARCHAR(10) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  attempts INTEGER NOT NULL,
  known_id BIGINT NOT NULL,
  chatwoot_message_id BIGINT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  tried_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (company_id, outbox_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_outbox_created ON outbox (company_id, created_at);

CREATE INDEX IF NOT EXISTS ix_outbox_open ON outbox (company_id, account_id, conversation_id, state);

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON outbox;
CREATE POLICY company_rows ON outbox USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS prompt_versions (
  company_id VARCHAR(50) NOT NULL,
  agent VARCHAR(20) NOT NULL,
  version INTEGER NOT NULL,
  template TEXT,
  modified_at TIMESTAMP WITH TIME ZONE NOT NULL,
  modified_by VARCHAR(200) NOT NULL,
  PRIMARY KEY (company_id, agent, version),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_prompt_versions_agent ON prompt_versions (company_id, agent, version);

ALTER TABLE prompt_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompt_versions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON prompt_versions;
CREATE POLICY company_rows ON prompt_versions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS refresh_tokens (
  digest VARCHAR(64) NOT NULL,
  family_id VARCHAR(60) NOT NULL,
  user_id VARCHAR(60) NOT NULL,
  token_version INTEGER NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (digest),
  FOREIGN KEY(user_id) REFERENCES users (user_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_refresh_tokens_family_id ON refresh_tokens (family_id);

CREATE INDEX IF NOT EXISTS ix_refresh_tokens_user_id ON refresh_tokens (user_id);

ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON refresh_tokens;
CREATE POLICY company_rows ON refresh_tokens USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS reminder_opt_outs (
  company_id VARCHAR(50) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, user_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE reminder_opt_outs ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_opt_outs FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON reminder_opt_outs;
CREATE POLICY company_rows ON reminder_opt_outs USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS turn_facts (
  company_id VARCHAR(50) NOT NULL,
  fact_id VARCHAR(60) NOT NULL,
  kind VARCHAR(10) NOT NULL,
  conversation_id VARCHAR(60) NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  channel VARCHAR(40) NOT NULL,
  messages INTEGER NOT NULL,
  outcome VARCHAR(20) NOT NULL,
  reason VARCHAR(40) NOT NULL,
  action VARCHAR(40) NOT NULL,
  agents VARCHAR(80) NOT NULL,
  intents VARCHAR(80) NOT NULL,
  routed_by VARCHAR(20) NOT NULL,
  confidence DOUBLE PRECISION,
  language VARCHAR(5) NOT NULL,
  known BOOLEAN NOT NULL,
  sources INTEGER NOT NULL,
  engine VARCHAR(20) NOT NULL,
  model VARCHAR(120) NOT NULL,
  calls INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cost DOUBLE PRECISION,
  currency VARCHAR(3) NOT NULL,
  total_ms DOUBLE PRECISION,
  classification_ms DOUBLE PRECISION,
  retrieval_ms DOUBLE PRECISION,
  generation_ms DOUBLE PRECISION,
  PRIMARY KEY (company_id, fact_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_turn_facts_at ON turn_facts (company_id, at);

ALTER TABLE turn_facts ENABLE ROW LEVEL SECURITY;
ALTER TABLE turn_facts FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON turn_facts;
CREATE POLICY company_rows ON turn_facts USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS unanswered_questions (
  company_id VARCHAR(50) NOT NULL,
  question_id VARCHAR(60) NOT NULL,
  question VARCHAR(500) NOT NULL,
  examples JSONB NOT NULL,
  language VARCHAR(5) NOT NULL,
  count INTEGER NOT NULL,
  dismissed BOOLEAN NOT NULL,
  first_asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, question_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_unanswered_count ON unanswered_questions (company_id, dismissed, count);

ALTER TABLE unanswered_questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE unanswered_questions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON unanswered_questions;
CREATE POLICY company_rows ON unanswered_questions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS user_companies (
  user_id VARCHAR(60) NOT NULL,
  company_id VARCHAR(50) NOT NULL,
  PRIMARY KEY (user_id, company_id),
  FOREIGN KEY(user_id) REFERENCES users (user_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_user_companies_company_id ON user_companies (company_id);

ALTER TABLE user_companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_companies FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON user_companies;
CREATE POLICY company_rows ON user_companies USING (current_setting('app.scope', true) = 'platform') WITH CHECK (current_setting('app.scope', true) = 'platform');

CREATE TABLE IF NOT EXISTS webhook_endpoints (
  company_id VARCHAR(50) NOT NULL,
  endpoint_id VARCHAR(60) NOT NULL,
  name VARCHAR(120) NOT NULL,
  url VARCHAR(2000) NOT NULL,
  events JSONB NOT NULL,
  include_content BOOLEAN NOT NULL,
  is_active BOOLEAN NOT NULL,
  previous_until TIMESTAMP WITH TIME ZONE,
  disabled_reason VARCHAR(40) NOT NULL,
  failing_since TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sealed JSONB NOT NULL,
  PRIMARY KEY (company_id, endpoint_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_webhook_endpoints_created ON webhook_endpoints (company_id, created_at);

ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON webhook_endpoints;
CREATE POLICY company_rows ON webhook_endpoints USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS appointment_cells (
  company_id VARCHAR(50) NOT NULL,
  resource VARCHAR(100) NOT NULL,
  cell BIGINT NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  PRIMARY KEY (company_id, resource, cell),
  FOREIGN KEY(company_id, appointment_id) REFERENCES appointments (company_id, appointment_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_appointment_cells_owner ON appointment_cells (company_id, appointment_id);

ALTER TABLE appointment_cells ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_cells FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON appointment_cells;
CREATE POLICY company_rows ON appointment_cells USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS appointment_events (
  company_id VARCHAR(50) NOT NULL,
  event_id VARCHAR(60) NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  details JSONB NOT NULL,
  PRIMARY KEY (company_id, event_id),
  FOREIGN KEY(company_id, appointment_id) REFERENCES appointments (company_id, appointment_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_appointment_events_owner ON appointment_events (company_id, appointment_id, event_id);

ALTER TABLE appointment_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointment_events FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON appointment_events;
CREATE POLICY company_rows ON appointment_events USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS document_chunks (
  company_id VARCHAR(50) NOT NULL,
  document_id VARCHAR(60) NOT NULL,
  chunk_index INTEGER NOT NULL,
  section VARCHAR(500) NOT NULL,
  content TEXT NOT NULL,
  metadata JSONB NOT NULL,
  embedding BYTEA,
  embedding_model VARCHAR(100),
  PRIMARY KEY (company_id, document_id, chunk_index),
  FOREIGN KEY(company_id, document_id) REFERENCES documents (company_id, document_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE document_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_chunks FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON document_chunks;
CREATE POLICY company_rows ON document_chunks USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS document_versions (
  company_id VARCHAR(50) NOT NULL,
  document_id VARCHAR(60) NOT NULL,
  version INTEGER NOT NULL,
  title VARCHAR(300) NOT NULL,
  content TEXT NOT NULL,
  content_hash VARCHAR(64) NOT NULL,
  media_type VARCHAR(100) NOT NULL,
  language VARCHAR(5) NOT NULL,
  metadata JSONB NOT NULL,
  chunks JSONB NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  replaced_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, document_id, version),
  FOREIGN KEY(company_id, document_id) REFERENCES documents (company_id, document_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE document_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_versions FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON document_versions;
CREATE POLICY company_rows ON document_versions USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS messages (
  company_id VARCHAR(50) NOT NULL,
  message_id VARCHAR(60) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  sequence INTEGER NOT NULL,
  role VARCHAR(20) NOT NULL,
  content TEXT NOT NULL,
  agent VARCHAR(80),
  intents JSONB NOT NULL,
  sources JSONB NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  total_ms DOUBLE PRECISION,
  classification_ms DOUBLE PRECISION,
  retrieval_ms DOUBLE PRECISION,
  generation_ms DOUBLE PRECISION,
  details JSONB NOT NULL,
  PRIMARY KEY (company_id, message_id),
  FOREIGN KEY(company_id, user_id) REFERENCES conversations (company_id, user_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_messages_day ON messages (company_id, created_at);

CREATE UNIQUE INDEX IF NOT EXISTS ix_messages_thread ON messages (company_id, user_id, sequence);

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON messages;
CREATE POLICY company_rows ON messages USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS notifications (
  company_id VARCHAR(50) NOT NULL,
  notification_id VARCHAR(60) NOT NULL,
  target_id VARCHAR(60) NOT NULL,
  kind VARCHAR(40) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  throttle VARCHAR(100) NOT NULL,
  title VARCHAR(200) NOT NULL,
  body TEXT NOT NULL,
  state VARCHAR(10) NOT NULL,
  attempts INTEGER NOT NULL,
  reason VARCHAR(60) NOT NULL,
  next_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  tried_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (company_id, notification_id),
  FOREIGN KEY(company_id, target_id) REFERENCES notification_targets (company_id, target_id) ON DELETE CASCADE,
  CONSTRAINT uq_notifications_throttle UNIQUE (company_id, target_id, throttle),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_notifications_created ON notifications (company_id, created_at);

CREATE INDEX IF NOT EXISTS ix_notifications_due ON notifications (company_id, state, next_at);

CREATE INDEX IF NOT EXISTS ix_notifications_user ON notifications (company_id, user_id);

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON notifications;
CREATE POLICY company_rows ON notifications USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS reminders_sent (
  company_id VARCHAR(50) NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  kind VARCHAR(60) NOT NULL,
  state VARCHAR(20) NOT NULL,
  reason VARCHAR(60) NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (company_id, appointment_id, kind),
  FOREIGN KEY(company_id, appointment_id) REFERENCES appointments (company_id, appointment_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

ALTER TABLE reminders_sent ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminders_sent FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS company_rows ON reminders_sent;
CREATE POLICY company_rows ON reminders_sent USING (company_id = NULLIF(current_setting('app.company_id', true), '')) WITH CHECK (company_id = NULLIF(current_setting('app.company_id', true), ''));

CREATE TABLE IF NOT EXISTS webhook_deliveries (
  company_id VARCHAR(50) NOT NULL,
  delivery_id VARCHAR(60) NOT NULL,
  endpoint_id VARCHAR(60) NOT NULL,
  event_id VARCHAR(60) NOT NULL,
  event VARCHAR(40) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  body TEXT NOT NULL,
  status INTEGER,
  duration_ms INTEGER,
  state VARCHAR(10) NOT NULL,
  attempts INTEGER NOT NULL,
  reason VARCHAR(60) NOT NULL,
  next_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  tried_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (company_id, delivery_id),
  FOREIGN KEY(company_id, endpoint_id) REFERENCES webhook_endpoints (company_id, endpoint_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_created ON webhook_deliveries (company_id, endpoint_id, created_at);

CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_due ON webhook_deliveries (company_id, state, next_at);

CREATE INDEX IF NOT EXISTS ix_webhook_deliveries_user ON webhook_deliveries (company_id, user_id);

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
COMMIT;
