import type { Treatment } from '@/api/types'
import type { FormValues } from './useCompanyForm'

/**
 * What to send of a changed configuration.
 *
 * Treatments travel twice, as the configuration has them: minutes by name, and their details; both whole,
 * so that a removed one disappears. A secret left as it was is not sent.
 */
export function settingsPayload(changed: FormValues): FormValues {
  const payload = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== '***'))
  const treatments = payload.treatments as Record<string, Treatment> | undefined
  if (treatments) {
    payload.treatment_durations = Object.fromEntries(
      Object.entries(treatments).map(([key, item]) => [key, item.duration ?? 30]),
    )
  }
  return payload
}
