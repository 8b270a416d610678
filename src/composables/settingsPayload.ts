import type { Treatment } from '@/api/types'
import type { FormValues } from './useCompanyForm'

const TEMPLATES = ['reminder_template', 'whatsapp_template']

/**
 * What to send of a changed configuration.
 *
 * Treatments travel twice, as the configuration has them: minutes by name, and their details; both whole,
 * so that a removed one disappears. A secret left as it was is not sent.
 */
export function settingsPayload(changed: FormValues): FormValues {
  const payload = Object.fromEntries(
    Object.entries(changed)
      .filter(([, value]) => value !== '***')
      .map(([key, value]) => [key, TEMPLATES.includes(key) ? filledIn(value as FormValues) : value]),
  )
  const treatments = payload.treatments as Record<string, Treatment> | undefined
  if (treatments) {
    payload.treatment_durations = Object.fromEntries(
      Object.entries(treatments).map(([key, item]) => [key, item.duration ?? 30]),
    )
  }
  return payload
}

/** A template's parts that are written; none of them: there is no template. */
function filledIn(template: FormValues): FormValues {
  return Object.fromEntries(Object.entries(template).filter(([, value]) => value !== ''))
}
