-- The SQLite record of the first published schema; frozen.
CREATE TABLE companies (
  company_id VARCHAR(50) NOT NULL,
  company_name VARCHAR(255) NOT NULL,
  business_type VARCHAR(100),
  subscription_tier VARCHAR(50) NOT NULL,
  max_documents INTEGER NOT NULL,
  max_conversations INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  is_active BOOLEAN NOT NULL,
  redis_prefix VARCHAR(60) NOT NULL,
  vectorstore_index VARCHAR(80) NOT NULL,
  chatwoot_account_id VARCHAR(40),
  file_config JSON NOT NULL,
  panel_config JSON NOT NULL,
  secrets JSON NOT NULL,
  in_file BOOLEAN NOT NULL,
  samples_loaded BOOLEAN NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (company_id),
  UNIQUE (redis_prefix),
  UNIQUE (vectorstore_index),
  UNIQUE (chatwoot_account_id)
);

CREATE TABLE platform_settings (
  name VARCHAR(60) NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE appointments (
  company_id VARCHAR(50) NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  customer_key VARCHAR(140) NOT NULL,
  treatment VARCHAR(100) NOT NULL,
  treatment_name VARCHAR(200) NOT NULL,
  resource VARCHAR(100) NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NOT NULL,
  busy_until DATETIME NOT NULL,
  name VARCHAR(200) NOT NULL,
  phone VARCHAR(40) NOT NULL,
  status VARCHAR(20) NOT NULL,
  hold_expires_at DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  PRIMARY KEY (company_id, appointment_id),
  CONSTRAINT ck_appointments_status CHECK (status IN ('held', 'confirmed', 'cancelled', 'completed', 'no_show')),
  CONSTRAINT ck_appointments_times CHECK (starts_at < ends_at AND ends_at <= busy_until),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_appointments_start ON appointments (company_id, starts_at);

CREATE UNIQUE INDEX uq_appointments_wish ON appointments (company_id, customer_key, treatment, starts_at) WHERE status IN ('held', 'confirmed');

CREATE INDEX ix_appointments_customer ON appointments (company_id, user_id, starts_at);

CREATE TABLE inbound_events (
  company_id VARCHAR(50) NOT NULL,
  inbound_id VARCHAR(60) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  conversation_id VARCHAR(40) NOT NULL,
  dedupe_key VARCHAR(120) NOT NULL,
  kind VARCHAR(30) NOT NULL,
  message_id BIGINT NOT NULL,
  order_at BIGINT NOT NULL,
  text TEXT NOT NULL,
  data JSON NOT NULL,
  state VARCHAR(10) NOT NULL,
  outcome VARCHAR(40) NOT NULL,
  attempts INTEGER NOT NULL,
  received_at DATETIME NOT NULL,
  handled_at DATETIME,
  PRIMARY KEY (company_id, inbound_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_inbound_events_waiting ON inbound_events (company_id, account_id, conversation_id, state);

CREATE INDEX ix_inbound_events_received ON inbound_events (company_id, received_at);

CREATE UNIQUE INDEX uq_inbound_events_key ON inbound_events (company_id, account_id, dedupe_key);

CREATE TABLE outbox (
  company_id VARCHAR(50) NOT NULL,
  outbox_id VARCHAR(60) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  conversation_id VARCHAR(40) NOT NULL,
  kind VARCHAR(10) NOT NULL,
  position INTEGER NOT NULL,
  content TEXT NOT NULL,
  data JSON NOT NULL,
  epoch INTEGER NOT NULL,
  state VARCHAR(10) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  attempts INTEGER NOT NULL,
  known_id BIGINT NOT NULL,
  chatwoot_message_id BIGINT,
  created_at DATETIME NOT NULL,
  tried_at DATETIME,
  PRIMARY KEY (company_id, outbox_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_outbox_open ON outbox (company_id, account_id, conversation_id, state);

CREATE INDEX ix_outbox_created ON outbox (company_id, created_at);

CREATE TABLE channel_conversations (
  company_id VARCHAR(50) NOT NULL,
  account_id VARCHAR(40) NOT NULL,
  conversation_id VARCHAR(40) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  channel VARCHAR(60) NOT NULL,
  can_reply BOOLEAN NOT NULL,
  owner VARCHAR(10) NOT NULL,
  cause VARCHAR(20) NOT NULL,
  until DATETIME,
  status VARCHAR(20) NOT NULL,
  human_id BIGINT,
  off_label BOOLEAN NOT NULL,
  seen_at FLOAT NOT NULL,
  epoch INTEGER NOT NULL,
  session INTEGER NOT NULL,
  session_started_at DATETIME NOT NULL,
  session_summary TEXT,
  mirrored VARCHAR(10) NOT NULL,
  last_message_id BIGINT NOT NULL,
  burst_at DATETIME,
  due_at DATETIME,
  lease_token VARCHAR(40) NOT NULL,
  lease_until DATETIME,
  PRIMARY KEY (company_id, account_id, conversation_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_channel_conversations_due ON channel_conversations (company_id, due_at);

CREATE TABLE conversations (
  company_id VARCHAR(50) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  conversation_id VARCHAR(60) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  owner VARCHAR(20) NOT NULL,
  language VARCHAR(5) NOT NULL,
  message_count INTEGER NOT NULL,
  last_message TEXT NOT NULL,
  last_message_at DATETIME NOT NULL,
  created_at DATETIME NOT NULL,
  booking JSON NOT NULL,
  PRIMARY KEY (company_id, user_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_conversations_recent ON conversations (company_id, last_message_at);

CREATE TABLE curated_answers (
  company_id VARCHAR(50) NOT NULL,
  answer_id VARCHAR(60) NOT NULL,
  question VARCHAR(500) NOT NULL,
  variants JSON NOT NULL,
  answer TEXT NOT NULL,
  language VARCHAR(5) NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  PRIMARY KEY (company_id, answer_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_curated_answers_created ON curated_answers (company_id, created_at);

CREATE TABLE unanswered_questions (
  company_id VARCHAR(50) NOT NULL,
  question_id VARCHAR(60) NOT NULL,
  question VARCHAR(500) NOT NULL,
  examples JSON NOT NULL,
  language VARCHAR(5) NOT NULL,
  count INTEGER NOT NULL,
  dismissed BOOLEAN NOT NULL,
  first_asked_at DATETIME NOT NULL,
  last_asked_at DATETIME NOT NULL,
  PRIMARY KEY (company_id, question_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_unanswered_count ON unanswered_questions (company_id, dismissed, count);

CREATE TABLE documents (
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
  progress DOUBLE NOT NULL,
  error JSON NOT NULL,
  metadata JSON NOT NULL,
  chunk_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  expires_at DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  indexed_at DATETIME NOT NULL,
  PRIMARY KEY (company_id, document_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX uq_documents_external ON documents (company_id, external_id);

CREATE INDEX ix_documents_created ON documents (company_id, created_at);

CREATE INDEX ix_documents_source ON documents (company_id, source_hash);

CREATE TABLE prompt_versions (
  company_id VARCHAR(50) NOT NULL,
  agent VARCHAR(20) NOT NULL,
  version INTEGER NOT NULL,
  template TEXT,
  modified_at DATETIME NOT NULL,
  modified_by VARCHAR(200) NOT NULL,
  PRIMARY KEY (company_id, agent, version),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_prompt_versions_agent ON prompt_versions (company_id, agent, version);

CREATE TABLE reminder_opt_outs (
  company_id VARCHAR(50) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  at DATETIME NOT NULL,
  PRIMARY KEY (company_id, user_id),
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE TABLE appointment_cells (
  company_id VARCHAR(50) NOT NULL,
  resource VARCHAR(100) NOT NULL,
  cell BIGINT NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  PRIMARY KEY (company_id, resource, cell),
  FOREIGN KEY(company_id, appointment_id) REFERENCES appointments (company_id, appointment_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_appointment_cells_owner ON appointment_cells (company_id, appointment_id);

CREATE TABLE appointment_events (
  company_id VARCHAR(50) NOT NULL,
  event_id VARCHAR(60) NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  at DATETIME NOT NULL,
  details JSON NOT NULL,
  PRIMARY KEY (company_id, event_id),
  FOREIGN KEY(company_id, appointment_id) REFERENCES appointments (company_id, appointment_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE INDEX ix_appointment_events_owner ON appointment_events (company_id, appointment_id, event_id);

CREATE TABLE messages (
  company_id VARCHAR(50) NOT NULL,
  message_id VARCHAR(60) NOT NULL,
  user_id VARCHAR(128) NOT NULL,
  sequence INTEGER NOT NULL,
  role VARCHAR(20) NOT NULL,
  content TEXT NOT NULL,
  agent VARCHAR(80),
  intents JSON NOT NULL,
  sources JSON NOT NULL,
  created_at DATETIME NOT NULL,
  total_ms DOUBLE,
  classification_ms DOUBLE,
  retrieval_ms DOUBLE,
  generation_ms DOUBLE,
  details JSON NOT NULL,
  PRIMARY KEY (company_id, message_id),
  FOREIGN KEY(company_id, user_id) REFERENCES conversations (company_id, user_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_messages_thread ON messages (company_id, user_id, sequence);

CREATE INDEX ix_messages_day ON messages (company_id, created_at);

CREATE TABLE document_chunks (
  company_id VARCHAR(50) NOT NULL,
  document_id VARCHAR(60) NOT NULL,
  chunk_index INTEGER NOT NULL,
  section VARCHAR(500) NOT NULL,
  content TEXT NOT NULL,
  metadata JSON NOT NULL,
  embedding BLOB,
  embedding_model VARCHAR(100),
  PRIMARY KEY (company_id, document_id, chunk_index),
  FOREIGN KEY(company_id, document_id) REFERENCES documents (company_id, document_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE TABLE document_versions (
  company_id VARCHAR(50) NOT NULL,
  document_id VARCHAR(60) NOT NULL,
  version INTEGER NOT NULL,
  title VARCHAR(300) NOT NULL,
  content TEXT NOT NULL,
  content_hash VARCHAR(64) NOT NULL,
  media_type VARCHAR(100) NOT NULL,
  language VARCHAR(5) NOT NULL,
  metadata JSON NOT NULL,
  chunks JSON NOT NULL,
  created_at DATETIME NOT NULL,
  replaced_at DATETIME NOT NULL,
  PRIMARY KEY (company_id, document_id, version),
  FOREIGN KEY(company_id, document_id) REFERENCES documents (company_id, document_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);

CREATE TABLE reminders_sent (
  company_id VARCHAR(50) NOT NULL,
  appointment_id VARCHAR(60) NOT NULL,
  kind VARCHAR(60) NOT NULL,
  state VARCHAR(20) NOT NULL,
  reason VARCHAR(60) NOT NULL,
  at DATETIME NOT NULL,
  PRIMARY KEY (company_id, appointment_id, kind),
  FOREIGN KEY(company_id, appointment_id) REFERENCES appointments (company_id, appointment_id) ON DELETE CASCADE,
  FOREIGN KEY(company_id) REFERENCES companies (company_id) ON DELETE CASCADE
);
