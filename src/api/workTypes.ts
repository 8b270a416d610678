/** What the server sends about running things: prompts, people, figures, checks, events. Part of `types.ts`. */
import type { components } from './schema'
import type { Role, Source } from './types'

type Schemas = components['schemas']

export interface Prompt {
  template: string
  is_custom: boolean
  version: number
  modified_at: string | null
  modified_by: string | null
  source: string
  placeholders: string[]
}

export interface PromptVersion {
  version: number
  template: string
  modified_at: string | null
  modified_by: string | null
  is_current: boolean
  /** The company went back to the template that comes with the product. */
  is_reset: boolean
  /** Unified diff against the version before. */
  diff: string
}

export interface PromptPreview {
  rendered: string
  bot_response: string
  engine: string
  /** What the server adds about the preview, such as an engine that reads no prompts. */
  note?: string
  sources: Source[]
}

export interface User {
  user_id: string
  email: string
  name: string
  role: Role
  companies: string[] | null
  is_active: boolean
  created_at: string
  last_login_at: string | null
}

export interface ApiKey {
  key_id: string
  name: string
  prefix: string
  role: Role
  companies: string[] | null
  expires_at: string | null
  last_used_at: string | null
  created_at: string
  revoked: boolean
}

export interface AuditEntry {
  entry_id: string | number
  at: string
  actor: string
  action: string
  company_id: string | null
  target: string | null
  details: Record<string, unknown> | null
  request_id: string | null
}

export interface AuditPage {
  entries: AuditEntry[]
  total: number
  chain_valid: boolean
}

/** Figures of a stretch of time; `start` only within a series. */
export interface Figures {
  start?: string
  messages: number
  turns: number
  conversations: number
  answered: number
  booked: number
  handed_over: number
  emergencies: number
  reopened: number
  resolved: number
  unanswered: number
  avg_response_ms: number | null
  p95_response_ms: number | null
  prompt_tokens: number
  completion_tokens: number
  cost: number | null
  currency: string | null
}

export interface Analytics {
  from: string
  to: string
  granularity: string
  totals: Figures
  previous: Figures | null
  series: Figures[]
  handoff_reasons: Record<string, number>
  intents: Record<string, number>
  agents: Record<string, number>
}

export interface OverviewCompany {
  company_id: string
  company_name: string
  is_active: boolean
  healthy: boolean
  messages_today: number
  active_bots: number
  handoffs_today: number
  emergencies_today: number
  waiting_for_person: number
  avg_response_ms: number | null
}

export interface DiagnosticCheck {
  name: string
  status: 'ok' | 'warning' | 'error'
  /** In English, for a code that the panel has no words for. */
  message: string
  advice: string | null
  code: string
  params: Record<string, string | number>
}

export interface Diagnostics {
  status: string
  checks: DiagnosticCheck[]
}

export interface IntegrationTest {
  integration: string
  ok: boolean
  message: string
  latency_ms: number | null
  /** What came of it, or the code of the error. */
  code: string
  params: Record<string, string | number>
}

export interface CompanyVersion {
  version: number
  modified_at: string
  modified_by: string | null
  changes: { field: string; before?: unknown; after?: unknown; changed?: boolean }[]
}

export interface PurgeReport {
  removed: { rows: Record<string, number>; redis_keys: number; vectors: number; files: number }
  /** What was counted afterwards: nothing, or the removal would have failed. */
  left: Record<string, number>
}

export type LiveType = 'message' | 'handoff' | 'emergency' | 'owner' | 'appointment' | 'document' | 'ping'

export interface LiveEvent {
  type: LiveType
  company_id: string
  at: string
  user_id?: string
  role?: string
  preview?: string
}

export type Resource = Partial<Schemas['Resource']> & Pick<Schemas['Resource'], 'key' | 'name'>
export type Promotion = Partial<Schemas['Promotion']> & Pick<Schemas['Promotion'], 'text'>
export type ModelPrice = Schemas['ModelPrice']
