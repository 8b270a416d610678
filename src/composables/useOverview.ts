import { computed, ref } from 'vue'

import { getOverview } from '@/api/analytics'
import type { OverviewCompany } from '@/api/types'
import { useLiveRefresh } from './useLiveStream'
import { useResource } from './useResource'

export const ORDERS = ['attention', 'name', 'messages'] as const

const FIRST: Record<(typeof ORDERS)[number], (a: OverviewCompany, b: OverviewCompany) => number> = {
  attention: (a, b) => urgency(b) - urgency(a) || a.company_name.localeCompare(b.company_name),
  name: (a, b) => a.company_name.localeCompare(b.company_name),
  messages: (a, b) => (b.messages_today ?? 0) - (a.messages_today ?? 0),
}

function urgency(company: OverviewCompany): number {
  return (company.healthy ? 0 : 10_000) + (company.emergencies_today ?? 0) * 100 + (company.waiting_for_person ?? 0)
}

/** Every company as it goes today, those that need somebody first; live. */
export function useOverview() {
  const search = ref('')
  const order = ref<(typeof ORDERS)[number]>('attention')
  const { data, state, error, refresh } = useResource(getOverview)
  useLiveRefresh(['message', 'handoff', 'emergency', 'owner'], refresh)

  const active = computed(() => (data.value?.companies ?? []).filter((c) => c.is_active))

  const companies = computed(() => {
    const wanted = search.value.trim().toLocaleLowerCase()
    return active.value
      .filter((c) => !wanted || `${c.company_name} ${c.company_id}`.toLocaleLowerCase().includes(wanted))
      .sort(FIRST[order.value])
  })

  const totals = computed(() => {
    const sum = (pick: (c: OverviewCompany) => number | null) => active.value.reduce((total, c) => total + (pick(c) ?? 0), 0)
    return {
      companies: active.value.length,
      unhealthy: active.value.filter((c) => !c.healthy).length,
      messages: sum((c) => c.messages_today),
      handoffs: sum((c) => c.handoffs_today),
      emergencies: sum((c) => c.emergencies_today),
      waiting: sum((c) => c.waiting_for_person),
    }
  })

  return { companies, search, order, state, error, refresh, totals }
}
