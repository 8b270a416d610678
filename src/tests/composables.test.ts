import { createPinia, setActivePinia } from 'pinia'
import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import * as conversations from '@/api/conversations'
import { ApiError } from '@/api/errors'
import { addDays, dayOf, weekOf } from '@/composables/days'
import { settingsPayload } from '@/composables/settingsPayload'
import { fieldMessageKey } from '@/composables/fieldMessage'
import { plainPreview, readableKey, treatmentKey } from '@/composables/text'
import { useChatTest } from '@/composables/useChatTest'
import { useCompanyForm } from '@/composables/useCompanyForm'
import { useErrorText } from '@/composables/useErrorText'
import { useFormat } from '@/composables/useFormat'
import { useResource } from '@/composables/useResource'
import { flatFacts } from '@/components/health/facts'
import { i18n, setLanguage } from '@/i18n'
import { useCompanyStore } from '@/stores/company'

vi.mock('@/api/conversations')
vi.mock('@/composables/useNotify', () => ({ useNotify: () => ({ notifyDone: vi.fn(), notifyError: vi.fn() }) }))

/** Runs a composable inside a component, as Vue wants it. */
function inside<T>(setup: () => T): T {
  let result: T | undefined
  mount(defineComponent({ setup: () => ((result = setup()), () => h('div')) }), { global: { plugins: [i18n] } })
  return result as T
}

beforeEach(async () => {
  setActivePinia(createPinia())
  sessionStorage.clear()
  await setLanguage('es')
})

describe('calendar days', () => {
  it('cross months and leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  })

  it('of a week start on Monday, also when asked on a Sunday', () => {
    expect(weekOf('2026-11-22')).toEqual(expect.arrayContaining(['2026-11-16', '2026-11-22']))
    expect(weekOf('2026-11-22')[0]).toBe('2026-11-16')
  })

  it('belong to the company’s zone, not to the reader’s', () => {
    expect(dayOf('2026-11-23T02:30:00Z', 'America/Bogota')).toBe('2026-11-22')
    expect(dayOf('2026-11-23T02:30:00Z', 'Europe/Madrid')).toBe('2026-11-23')
  })
})

it('formats times in the zone of the company on screen', () => {
  const store = useCompanyStore()
  store.companies = [{ company_id: 'a', timezone: 'America/Bogota', currency: 'COP' } as never]
  store.currentId = 'a'
  const { time, money } = inside(useFormat)
  expect(time('2026-11-23T13:00:00Z')).toBe('08:00')
  expect(money(650000).replace(/\s/g, ' ')).toMatch(/650\.000/)
})

it('names of treatments become keys and back', () => {
  expect(treatmentKey('  Limpieza facial (niños) ')).toBe('limpieza_facial_ninos')
  expect(readableKey('limpieza_facial')).toBe('Limpieza facial')
})

it('previews of documents show words, not marks', () => {
  expect(plainPreview('# Botox en Benova\n\n## Precio\nDesde **$650.000**')).toBe('Precio Desde $650.000')
})

it.each([
  ['Missing data for required field.', 'required'],
  ['String does not match expected pattern.', 'format'],
  ['Not a valid URL.', 'format'],
  ['Longer than maximum length 50.', 'length'],
  ['Must be greater than or equal to 5 and less than or equal to 1440.', 'range'],
  ['Must be one of: es, en, pt.', 'choice'],
])('the objection “%s” is said in the reader’s language', (message, key) => {
  expect(fieldMessageKey(message)).toBe(`fieldErrors.${key}`)
})

it('an objection without a translation is shown as the server wrote it', () => {
  expect(fieldMessageKey('Use an IANA time zone such as America/Bogota.')).toBeNull()
})

it('health reports become a flat list in which booleans stay', () => {
  expect(flatFacts({ company_id: 'x', redis: { up: true, backend: 'in-process' }, agents: 6, gone: null })).toEqual([
    { key: 'redis.up', value: true },
    { key: 'redis.backend', value: 'in-process' },
    { key: 'agents', value: '6' },
  ])
})

describe('error texts', () => {
  it('prefer the reason, then the code, then the status', () => {
    const { errorText } = inside(useErrorText)
    expect(errorText(new ApiError('document_unreadable', '', 422, { reason: 'encrypted' }))).toContain('contraseña')
    expect(errorText(new ApiError('slot_taken', '', 409))).toContain('ocuparse')
    expect(errorText(new ApiError('something_new', '', 503))).toContain('no está disponible')
    expect(errorText(new ApiError('something_new', '', 418))).toContain('Algo salió mal')
  })

  it('speak the reader’s language', async () => {
    await setLanguage('pt')
    expect(inside(useErrorText).errorText(new ApiError('slot_taken', '', 409))).toContain('horário')
  })
})

describe('a resource', () => {
  it('is not replaced by an older answer', async () => {
    const answers: ((value: string) => void)[] = []
    const resource = inside(() => useResource(() => new Promise<string>((resolve) => answers.push(resolve)), { immediate: false }))
    const first = resource.refresh()
    const second = resource.refresh()
    answers[1]!('new')
    answers[0]!('old')
    await Promise.all([first, second])
    expect(resource.data.value).toBe('new')
  })

  it('keeps what is shown while a refresh fails, and says so', async () => {
    const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('shown').mockRejectedValueOnce(new ApiError('timeout', ''))
    const resource = inside(() => useResource(load, { immediate: false }))
    await resource.refresh()
    await resource.refresh()
    expect(resource.data.value).toBe('shown')
    expect(resource.state.value).toBe('error')
  })

  it('stays quiet when the company on screen changed meanwhile', async () => {
    const resource = inside(() => useResource(() => Promise.reject(new ApiError('aborted', '')), { immediate: false }))
    await resource.refresh()
    expect(resource.state.value).toBe('loading')
  })
})

describe('a configuration form', () => {
  it('sends only what changed', async () => {
    const send = vi.fn(async (changed: Record<string, unknown>) => ({ company_name: 'B', currency: 'COP', ...changed }))
    const form = inside(() => useCompanyForm(send))
    form.reset({ company_name: 'A', currency: 'COP' })
    form.set('company_name', 'B')
    await form.save()
    expect(send).toHaveBeenCalledWith({ company_name: 'B' })
    expect(form.isChanged.value).toBe(false)
  })

  it('sends an object whole when something inside it changed', async () => {
    const send = vi.fn(async (changed: Record<string, unknown>) => changed)
    const form = inside(() => useCompanyForm(send))
    form.reset({ emergency: { contact_phone: '1', protocol: { es: 'x' } } })
    form.set('emergency.protocol.en', 'y')
    await form.save()
    expect(send).toHaveBeenCalledWith({ emergency: { contact_phone: '1', protocol: { es: 'x', en: 'y' } } })
  })

  it('puts the server’s objections beside their fields and keeps the edits', async () => {
    const refused = new ApiError('validation_error', '', 422, { currency: ['Three letters.'] })
    const form = inside(() => useCompanyForm(() => Promise.reject(refused)))
    form.reset({ currency: 'COP' })
    form.set('currency', 'pesos')
    expect(await form.save()).toBe(false)
    expect(form.errors.value).toEqual({ currency: 'Three letters.' })
    expect(form.get('currency')).toBe('pesos')
    form.set('currency', 'MXN')
    expect(form.errors.value).toEqual({})
  })

  it('never sends a stored secret back, and sends treatments with their minutes', () => {
    expect(settingsPayload({ openai_api_key: '***', phone: '1' })).toEqual({ phone: '1' })
    expect(settingsPayload({ treatments: { botox: { name: 'Botox', duration: 45 } } })).toEqual({
      treatments: { botox: { name: 'Botox', duration: 45 } },
      treatment_durations: { botox: 45 },
    })
  })
})

describe('a chat test', () => {
  const reply = { bot_response: 'Desde $650.000', agents: ['sales'] } as never

  beforeEach(() => {
    vi.mocked(conversations.getHistory).mockRejectedValue(new ApiError('conversation_not_found', '', 404))
  })

  it('shows question and answer, and inspects the newest one', async () => {
    vi.mocked(conversations.sendTestMessage).mockResolvedValue(reply)
    const chat = inside(() => useChatTest('benova'))
    await chat.send('  ¿Cuánto cuesta?  ')
    expect(chat.turns.value.map((turn) => turn.text)).toEqual(['¿Cuánto cuesta?', 'Desde $650.000'])
    expect(chat.selected.value?.text).toBe('Desde $650.000')
  })

  it('keeps a message that could not be sent and sends it again', async () => {
    vi.mocked(conversations.sendTestMessage).mockRejectedValueOnce(new ApiError('network_error', '')).mockResolvedValueOnce(reply)
    const chat = inside(() => useChatTest('benova'))
    await chat.send('Hola')
    expect(chat.turns.value[0]!.error?.code).toBe('network_error')
    await chat.resend(chat.turns.value[0]!)
    expect(chat.turns.value.map((turn) => turn.role)).toEqual(['user', 'assistant'])
    expect(chat.turns.value[0]!.error).toBeNull()
  })

  it('starts over as a new customer and erases the former one', async () => {
    vi.mocked(conversations.sendTestMessage).mockResolvedValue(reply)
    const chat = inside(() => useChatTest('benova'))
    const former = chat.userId.value
    await chat.send('Hola')
    await chat.reset()
    expect(conversations.eraseConversation).toHaveBeenCalledWith(former)
    expect(chat.userId.value).not.toBe(former)
    expect(chat.turns.value).toEqual([])
  })

  it('is another customer in another company', () => {
    const first = inside(() => useChatTest('benova')).userId.value
    expect(inside(() => useChatTest('medispa')).userId.value).not.toBe(first)
  })
})
