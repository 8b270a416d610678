import { computed, reactive, ref } from 'vue'

import { getStats, listCompanies } from '@/api/companies'
import { ApiError } from '@/api/errors'
import { getCompaniesHealth } from '@/api/health'
import type { Company, CompanyHealth, CompanyStats } from '@/api/types'
import { useResource } from './useResource'

const STATS_AT_ONCE = 4

/** All companies with their health at once, and the figures of those on screen as they arrive. */
export function useOverview() {
  const stats = reactive(new Map<string, CompanyStats | null>())
  const search = ref('')

  const { data, state, error, refresh } = useResource(async () => {
    const [list, health] = await Promise.all([listCompanies(), getCompaniesHealth()])
    return { companies: list.companies.filter((c) => c.is_active), health: health.companies }
  })

  const healthOf = (id: string): CompanyHealth | null => data.value?.health[id] ?? null

  const companies = computed(() => {
    const wanted = search.value.trim().toLocaleLowerCase()
    return (data.value?.companies ?? []).filter(
      (c) => !wanted || `${c.company_name} ${c.company_id} ${c.business_type}`.toLocaleLowerCase().includes(wanted),
    )
  })

  const totals = computed(() => {
    const known = [...stats.values()].filter((s) => s !== null)
    const sum = (pick: (s: CompanyStats['statistics']) => number) =>
      known.reduce((total, s) => total + (pick(s.statistics) || 0), 0)
    return {
      companies: data.value?.companies.length ?? 0,
      unhealthy: (data.value?.companies ?? []).filter((c) => healthOf(c.company_id)?.system_healthy === false).length,
      messagesToday: sum((s) => s.messages_today),
      conversations: sum((s) => s.conversations),
      documents: sum((s) => s.documents),
    }
  })

  /** Fetches missing figures, a few companies at a time; a company whose figures fail shows a dash. */
  async function loadStats(shown: Company[]): Promise<void> {
    const missing = shown.map((c) => c.company_id).filter((id) => !stats.has(id))
    missing.forEach((id) => stats.set(id, null))
    const work = async () => {
      for (let id = missing.shift(); id; id = missing.shift()) stats.set(id, await statsOrNull(id))
    }
    await Promise.all(Array.from({ length: STATS_AT_ONCE }, work))
  }

  return { companies, search, state, error, refresh, stats, totals, loadStats, healthOf }
}

async function statsOrNull(id: string): Promise<CompanyStats | null> {
  try {
    return await getStats(id)
  } catch (error) {
    if (error instanceof ApiError) return null
    throw error
  }
}
