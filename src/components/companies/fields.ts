/** The configuration of a company as a form: sections of fields, in the order an owner thinks of them. */

export type FieldKind =
  | 'text' | 'textarea' | 'number' | 'select' | 'multiselect' | 'timezone' | 'tags' | 'numbers' | 'range' | 'switch' | 'secret'
  | 'email' | 'tel' | 'url'

export interface FieldDef {
  /** The configuration's name; a dot reaches inside an object: `emergency.contact_phone`. */
  key: string
  kind: FieldKind
  required?: boolean
  /** Values of a select; labels are `options.<value>` where there is one. */
  options?: (string | number)[]
  min?: number
  max?: number
  step?: number
  placeholder?: string
  wide?: boolean
}

export type EditorName = 'treatments' | 'hours' | 'chatwoot' | 'resources' | 'promotions' | 'prices'

export interface SectionDef {
  name: string
  icon: string
  fields: FieldDef[]
  /** Editors of their own above the fields. */
  editors?: EditorName[]
  /** What the section's test button calls. */
  test?: string
}

const field = (key: string, kind: FieldKind = 'text', rest: Partial<FieldDef> = {}): FieldDef => ({ key, kind, ...rest })
const LANGUAGES = ['es', 'en', 'pt']

/** A message template approved by WhatsApp, for when its 24-hour window is closed. */
const template = (key: string): FieldDef[] => [
  field(`${key}.name`, 'text', { max: 512 }),
  field(`${key}.language`, 'text', { max: 10, placeholder: 'es' }),
  field(`${key}.content`, 'textarea', { max: 1024, wide: true }),
]

export const SECTIONS: SectionDef[] = [
  {
    name: 'identity',
    icon: 'i-lucide-store',
    fields: [
      field('company_name', 'text', { required: true, max: 255 }),
      field('business_type', 'text', { max: 100, placeholder: 'medicina_estetica' }),
      field('sales_agent_name', 'text', { max: 200, placeholder: 'María, asesora de …' }),
      field('formality', 'select', { options: ['usted', 'tu', 'vos'] }),
      field('services', 'textarea', { max: 2000, wide: true }),
      field('address', 'text', { max: 500, wide: true }),
      field('phone', 'tel', { max: 40 }),
      field('whatsapp', 'tel', { max: 40 }),
      field('email', 'email', { max: 200 }),
      field('website', 'url', { placeholder: 'https://' }),
      field('payment_methods', 'tags', { wide: true }),
      field('allowed_link_hosts', 'tags', { wide: true, placeholder: 'instagram.com' }),
    ],
  },
  {
    name: 'place',
    icon: 'i-lucide-globe',
    fields: [
      field('language', 'select', { options: LANGUAGES }),
      field('languages', 'multiselect', { options: LANGUAGES }),
      field('timezone', 'timezone'),
      field('country', 'text', { max: 2, placeholder: 'CO' }),
      field('currency', 'text', { max: 3, placeholder: 'COP' }),
    ],
  },
  { name: 'treatments', icon: 'i-lucide-sparkles', editors: ['treatments'], fields: [] },
  { name: 'promotions', icon: 'i-lucide-badge-percent', editors: ['promotions'], fields: [] },
  { name: 'resources', icon: 'i-lucide-armchair', editors: ['resources'], fields: [] },
  {
    name: 'agenda',
    icon: 'i-lucide-calendar-clock',
    editors: ['hours'],
    test: 'calendar',
    fields: [
      field('slot_minutes', 'select', { options: [5, 10, 15, 20, 30, 60] }),
      field('min_advance_hours', 'number', { min: 0, max: 720, step: 0.5 }),
      field('max_advance_days', 'number', { min: 1, max: 730 }),
      field('cancellation_hours', 'number', { min: 0, max: 720, step: 0.5 }),
      field('closed_dates', 'tags', { placeholder: '2026-12-25', wide: true }),
      field('observe_holidays', 'switch'),
      field('schedule_integration', 'select', { options: ['builtin', 'http', 'webhook', 'caldav'] }),
      field('schedule_service_url', 'url', { placeholder: 'http://127.0.0.1:4040' }),
      field('hold_minutes', 'number', { min: 1, max: 120 }),
      field('required_booking_fields', 'tags'),
      field('caldav_url', 'url', { placeholder: 'https://' }),
      field('caldav_calendar', 'text', { max: 500 }),
      field('caldav_username', 'text', { max: 200 }),
      field('caldav_password', 'secret'),
    ],
  },
  {
    name: 'reminders',
    icon: 'i-lucide-bell-ring',
    fields: [
      field('reminder_hours', 'numbers', { placeholder: '24' }),
      field('quiet_hours', 'range'),
      ...template('reminder_template'),
    ],
  },
  {
    name: 'emergency',
    icon: 'i-lucide-siren',
    fields: [
      field('emergency.contact_phone', 'tel', { max: 40 }),
      field('emergency.emergency_number', 'tel', { max: 20 }),
      field('emergency.protocol.es', 'textarea', { max: 2000, wide: true }),
      field('emergency.protocol.en', 'textarea', { max: 2000, wide: true }),
      field('emergency.protocol.pt', 'textarea', { max: 2000, wide: true }),
    ],
  },
  {
    name: 'chatwoot',
    icon: 'i-lucide-plug',
    editors: ['chatwoot'],
    test: 'chatwoot',
    fields: [
      field('chatwoot_base_url', 'url', { placeholder: 'https://app.chatwoot.com' }),
      field('chatwoot_account_id', 'text', { max: 18 }),
      field('chatwoot_api_token', 'secret'),
      field('chatwoot_user_token', 'secret'),
      field('chatwoot_webhook_secret', 'secret'),
      field('chatwoot_webhook_secret_previous', 'secret'),
      field('chatwoot_webhook_token', 'secret'),
      field('burst_window_seconds', 'number', { min: 0, max: 60, step: 0.5 }),
      field('attachment_hosts', 'tags', { wide: true, placeholder: 'files.example.com' }),
    ],
  },
  {
    name: 'handover',
    icon: 'i-lucide-handshake',
    fields: [
      field('bot_hours', 'select', { options: ['always', 'closed'] }),
      field('bot_on', 'select', { options: ['pending', 'open'] }),
      field('takeover_hours', 'number', { min: 0, max: 720, step: 0.5 }),
      field('bot_off_label', 'text', { max: 60 }),
      field('handoff_label', 'text', { max: 60 }),
      field('handoff_team_id', 'number', { min: 1 }),
      field('handoff_assignee_id', 'number', { min: 1 }),
      ...template('whatsapp_template'),
    ],
  },
  {
    name: 'model',
    icon: 'i-lucide-brain',
    editors: ['prices'],
    test: 'model',
    fields: [
      field('openai_base_url', 'url', { placeholder: 'https://api.openai.com/v1' }),
      field('openai_model', 'text', { max: 100 }),
      field('openai_api_key', 'secret'),
      field('min_score', 'number', { min: 0, max: 1, step: 0.01 }),
    ],
  },
  {
    name: 'limits',
    icon: 'i-lucide-gauge',
    fields: [
      field('subscription_tier', 'text', { max: 50 }),
      field('max_documents', 'number', { min: 0 }),
      field('max_conversations', 'number', { min: 0 }),
      field('rate_limit_per_minute', 'number', { min: 0 }),
      field('model_tokens_per_day', 'number', { min: 0 }),
      field('model_calls_per_minute', 'number', { min: 0 }),
      field('log_level', 'select', { options: ['default', 'DEBUG', 'INFO', 'WARNING', 'ERROR'] }),
      field('redis_prefix', 'text', { max: 60 }),
      field('vectorstore_index', 'text', { max: 80 }),
    ],
  },
]

/** What must be known to create a company; the rest has defaults and its place in the settings. */
export const CREATE_FIELDS: FieldDef[] = [
  field('company_id', 'text', { required: true, max: 50, placeholder: 'mi-clinica' }),
  field('company_name', 'text', { required: true, max: 255 }),
  field('business_type', 'text', { max: 100, placeholder: 'medicina_estetica' }),
  field('sales_agent_name', 'text', { max: 200, placeholder: 'María, asesora de …' }),
  field('services', 'textarea', { max: 2000, wide: true }),
  field('language', 'select', { options: LANGUAGES }),
  field('timezone', 'timezone'),
  field('currency', 'text', { max: 3, placeholder: 'COP' }),
  field('chatwoot_account_id', 'text', { max: 18 }),
]
