import { computed, ref, watch } from 'vue'

import { getAnalytics, getAnalyticsCsv, type Granularity } from '@/api/analytics'
import { useCompanyStore } from '@/stores/company'
import { addDays, today } from './days'
import { saveFile } from './text'
import { useAction } from './useAction'
import { useFormat } from './useFormat'
import { useLiveRefresh } from './useLiveStream'
import { useResource } from './useResource'

export const SPANS = ['today', 'week', 'month', 'quarter'] as const
export type Span = (typeof SPANS)[number]

const SHAPE: Record<Span, { days: number; granularity: Granularity }> = {
  today: { days: 1, granularity: 'hour' },
  week: { days: 7, granularity: 'day' },
  month: { days: 30, granularity: 'day' },
  quarter: { days: 91, granularity: 'week' },
}

/** The company's figures over a stretch of time that ends today, beside the stretch before. */
export function useAnalytics() {
  const { zone } = useFormat()
  const company = useCompanyStore()
  const span = ref<Span>('week')

  const range = computed(() => {
    const { days, granularity } = SHAPE[span.value]
    const to = today(zone.value)
    return { from: addDays(to, 1 - days), to, granularity }
  })
  const ask = <T>(get: (from: string, to: string, granularity: Granularity) => Promise<T>) =>
    get(range.value.from, range.value.to, range.value.granularity)

  const resource = useResource(() => ask(getAnalytics))
  watch(span, resource.refresh)
  useLiveRefresh(['message', 'appointment'], resource.refresh)

  const exporting = useAction(async () => {
    const { from, to } = range.value
    saveFile(`${company.currentId}-${from}-${to}.csv`, await ask(getAnalyticsCsv), 'text/csv')
  })

  return { span, exporting, ...resource }
}

/** By how much a figure changed, in percent; null when there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null | undefined): number | null {
  if (now === null || !before) return null
  return Math.round(((now - before) / before) * 100)
}
