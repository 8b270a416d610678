/**
 * What the server sends, named once for the whole panel.
 *
 * Source: `schema.d.ts`, which `npm run types` writes from our OpenAPI document; what the document leaves
 * open (objects without fields) is written out here.
 */
import type { components } from './schema'

type Schemas = components['schemas']

export type * from './workTypes'

export type AgentType = 'router' | 'emergency' | 'sales' | 'support' | 'schedule' | 'availability'
export type Role = 'platform_admin' | 'company_admin' | 'viewer'
export type Language = 'es' | 'en' | 'pt'
export type TurnAction =
  | 'none'
  | 'availability_shown'
  | 'appointment_booked'
  | 'appointment_rescheduled'
  | 'appointment_cancelled'
  | 'handoff'

export interface Company {
  company_id: string
  company_name: string
  business_type: string
  services: string
  language: Language
  timezone: string
  currency: string
  is_active: boolean
}

/** A company as anyone of it may read it. */
export interface CompanyDetails extends Company {
  sales_agent_name: string
  treatment_durations: Record<string, number>
  treatments?: (Treatment & { key: string })[]
  redis_prefix: string
  vectorstore_index: string
  chatwoot_account_id: string | null
}

/** The whole configuration of a company, as administrators read and write it. */
export interface CompanySettings extends Omit<CompanyDetails, 'treatments'> {
  treatments?: Record<string, Treatment>
  emergency?: { contact_phone?: string; emergency_number?: string; protocol?: Partial<Record<Language, string>> }
  working_hours?: WorkingHours
  disabled_agents?: AgentType[]
  [field: string]: unknown
}

/** Ranges of local time per weekday: `{monday: [["08:00", "19:00"]]}`; an empty list is a closed day. */
export type WorkingHours = Record<string, [string, string][]>

export interface Treatment {
  name?: string
  duration?: number
  price?: string | number | null
  price_from?: boolean
  aliases?: string[]
  description?: string
  preparation?: string
  buffer_min?: number
  bookable?: boolean
}

export interface Agent {
  type: AgentType
  name: string
  enabled: boolean
  uses_rag: boolean
  description: string
}

export interface CompanyStats {
  company_id: string
  statistics: {
    conversations: number
    documents: number
    active_bots: number
    messages_today: number
    agent_usage: Record<string, number>
  }
  /** Written times such as `"0.8s"`; null before the first message. */
  performance: {
    avg_response_time: string | null
    rag_search_time: string | null
    agent_classification_time: string | null
  }
}

export type DocumentSummary = Schemas['DocumentSummary'] & { error: { code?: string; message?: string } | null }

export type DocumentFull = DocumentSummary & Pick<Schemas['DocumentDetail'], 'content'>

export type DocumentCreated = Pick<Schemas['DocumentCreated'], 'document_id' | 'chunk_count' | 'title' | 'status'>
export type DocumentChunk = Schemas['ChunkPreview']
export type DocumentVersion = Schemas['Version']
export type KnowledgeStats = Schemas['KnowledgeStats']
export type CuratedAnswer = Schemas['CuratedAnswer']
export type OpenQuestion = Schemas['Unanswered']


export type SearchHit = Schemas['SearchHit']

export type Source = Schemas['Source']

export interface Booking {
  treatment?: string | null
  date?: string | null
  time?: string | null
  name?: string | null
  phone?: string | null
  appointment_id?: string | null
}

export interface ChatReply {
  user_id: string
  user_message: string
  bot_response: string
  intents: string[]
  agents: string[]
  agent_used: string
  language: string
  sources: Source[]
  handoff: { reason: string; summary?: string; urgent?: boolean } | null
  action: TurnAction
  booking: Booking | null
  /** Short answers that the customer may tap. */
  choices?: string[]
  context: Record<string, unknown>
  timings_ms: Partial<Record<'total' | 'classification' | 'retrieval' | 'generation', number | null>>
}

export type ConversationSummary = Partial<Schemas['ConversationSummary']> &
  Pick<Schemas['ConversationSummary'], 'user_id' | 'channel' | 'message_count' | 'owner'>
export type Control = Schemas['Control']

export interface Message extends Partial<Omit<Schemas['Message'], 'role' | 'routing' | 'timings_ms'>> {
  role: 'user' | 'assistant' | 'human_agent' | 'note'
  content: string
  created_at: string
  routing?: Routing | null
  timings_ms?: ChatReply['timings_ms'] | null
}

/** How a message was understood. */
export interface Routing {
  intents?: string[]
  routed_by?: string
  confidence?: number | null
  engine?: string
}

export interface Appointment {
  appointment_id: string
  treatment: string
  start: string
  end: string
  resource: string | null
  name: string | null
  phone: string | null
  status: string
  user_id: string | null
}

export interface NewAppointment {
  treatment: string
  start: string
  name: string
  phone: string
  resource?: string
}

export interface Slot {
  start: string
  end: string
  resource: string | null
}

export interface SystemHealth {
  status: string
  version?: string
  companies?: { total?: number; configured?: number; health?: Record<string, unknown> }
  enterprise?: { postgresql_available?: boolean; connection_status?: string; companies_in_db?: number }
  [part: string]: unknown
}

/** One company's health; what is a boolean is shown as a light, the rest as text. */
export type CompanyHealth = Record<string, unknown>

export interface VectorStoreHealth {
  healthy: boolean
  documents: number
  chunks: number
  index: string
  backend: string
}

export interface ReloadReport {
  companies_loaded: number
  added: string[] | number
  updated: string[] | number
  removed: string[] | number
  errors: unknown[]
}

/** Who is asking, as the server knows them; `companies` null means all of them. */
export interface SessionUser extends Partial<Omit<Schemas['Identity'], 'role'>> {
  role: Role
}
