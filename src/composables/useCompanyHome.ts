import { computed } from 'vue'

import { getCompanySettings, getStats } from '@/api/companies'
import { listAppointments } from '@/api/appointments'
import { listConversations } from '@/api/conversations'
import { listOpenQuestions } from '@/api/knowledge'
import { useCompanyStore } from '@/stores/company'
import { dayOf, today } from './days'
import { useFormat } from './useFormat'
import { useLiveRefresh } from './useLiveStream'
import { useResource } from './useResource'

export interface NextStep {
  key: 'knowledge' | 'try' | 'chatwoot' | 'emergency'
  done: boolean
  to: { name: string }
}

/** What an owner wants to know on arriving: figures, today's appointments, latest talks, and what is still to do. */
export function useCompanyHome() {
  const company = useCompanyStore()
  const { zone } = useFormat()

  const stats = useResource(() => getStats(company.currentId!))
  const talks = useResource(() => listConversations({ page: 1, page_size: 5 }))
  const agenda = useResource(async () => {
    const day = today(zone.value)
    const { appointments } = await listAppointments(day, day)
    return appointments
      .filter((a) => a.status !== 'cancelled' && dayOf(a.start, zone.value) === day)
      .sort((a, b) => a.start.localeCompare(b.start))
  })

  const waiting = useResource(() => listConversations({ page: 1, page_size: 5, status: 'human' }))
  const questions = useResource(() => listOpenQuestions(1, 3))

  useLiveRefresh(['message', 'handoff', 'emergency', 'owner'], () =>
    Promise.all([stats, talks, waiting, questions].map((resource) => resource.refresh())),
  )
  useLiveRefresh(['appointment'], agenda.refresh)

  const settings = useResource(() => getCompanySettings(company.currentId!))

  const steps = computed<NextStep[]>(() => {
    const figures = stats.data.value?.statistics
    const first: NextStep[] = [
      { key: 'knowledge', done: (figures?.documents ?? 0) > 0, to: { name: 'knowledge' } },
      { key: 'try', done: (figures?.conversations ?? 0) > 0, to: { name: 'try' } },
    ]
    const values = settings.data.value
    if (!values) return first // not everybody may read the settings
    return [
      ...first,
      { key: 'emergency', done: Boolean(values.emergency?.contact_phone), to: { name: 'settings' } },
      { key: 'chatwoot', done: Boolean(values.chatwoot_base_url && values.chatwoot_api_token), to: { name: 'settings' } },
    ]
  })

  /** Everything above the fold appears at once, so that nothing moves while one reads. */
  const arriving = computed(() => [stats, talks, agenda, waiting, questions, settings].some(({ state }) => state.value === 'loading'))

  return { stats, talks, agenda, waiting, questions, steps, arriving }
}
