/** The configuration of a company as a form: sections of fields, in the order an owner thinks of them. */

export type FieldKind =
  | 'text' | 'textarea' | 'number' | 'select' | 'multiselect' | 'timezone' | 'tags' | 'switch' | 'secret'
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

export interface SectionDef {
  name: string
  icon: string
  fields: FieldDef[]
  /** An editor of its own beside the fields. */
  editor?: 'treatments' | 'hours' | 'webhook'
}

const field = (key: string, kind: FieldKind = 'text', rest: Partial<FieldDef> = {}): FieldDef => ({ key, kind, ...rest })
const LANGUAGES = ['es', 'en', 'pt']

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
  { name: 'treatments', icon: 'i-lucide-sparkles', editor: 'treatments', fields: [] },
  {
    name: 'agenda',
    icon: 'i-lucide-calendar-clock',
    editor: 'hours',
    fields: [
      field('slot_minutes', 'select', { options: [5, 10, 15, 20, 30, 60] }),
      field('min_advance_hours', 'number', { min: 0, max: 720, step: 0.5 }),
      field('max_advance_days', 'number', { min: 1, max: 730 }),
      field('cancellation_hours', 'number', { min: 0, max: 720, step: 0.5 }),
      field('closed_dates', 'tags', { placeholder: '2026-12-25', wide: true }),
      field('observe_holidays', 'switch'),
      field('schedule_integration', 'select', { options: ['builtin', 'http'] }),
      field('schedule_service_url', 'url', { placeholder: 'http://127.0.0.1:4040', wide: true }),
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
    editor: 'webhook',
    fields: [
      field('chatwoot_base_url', 'url', { placeholder: 'https://app.chatwoot.com' }),
      field('chatwoot_account_id', 'text', { max: 18 }),
      field('chatwoot_api_token', 'secret'),
      field('chatwoot_user_token', 'secret'),
      field('chatwoot_webhook_secret', 'secret'),
      field('burst_window_seconds', 'number', { min: 0, max: 60, step: 0.5 }),
    ],
  },
  {
    name: 'model',
    icon: 'i-lucide-brain',
    fields: [
      field('openai_base_url', 'url', { placeholder: 'https://api.openai.com/v1' }),
      field('openai_model', 'text', { max: 100 }),
      field('openai_api_key', 'secret'),
    ],
  },
  {
    name: 'limits',
    icon: 'i-lucide-gauge',
    fields: [
      field('subscription_tier', 'text', { max: 50 }),
      field('max_documents', 'number', { min: 0 }),
      field('max_conversations', 'number', { min: 0 }),
      field('log_level', 'select', { options: ['default', 'DEBUG', 'INFO', 'WARNING', 'ERROR'] }),
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
