import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { getCompany, listCompanies } from '@/api/companies'
import { selectCompany } from '@/api/context'
import type { Company, CompanyDetails } from '@/api/types'
import { useUploadsStore } from './uploads'

/** Which active companies there are, and the one on screen. */
export const useCompanyStore = defineStore('company', () => {
  const companies = ref<Company[]>([])
  const currentId = ref<string | null>(null)
  const details = ref<CompanyDetails | null>(null)

  const current = computed(() => companies.value.find((c) => c.company_id === currentId.value) ?? null)
  const treatmentKeys = computed(() => Object.keys(details.value?.treatment_durations ?? {}))

  async function load(): Promise<void> {
    companies.value = (await listCompanies()).companies.filter((c) => c.is_active)
  }

  /** Puts another company on screen: whatever belonged to the former one is dropped. */
  async function select(companyId: string | null): Promise<void> {
    if (companyId === currentId.value) return
    selectCompany(companyId)
    useUploadsStore().reset()
    currentId.value = companyId
    details.value = null
    if (companyId) await refreshDetails()
  }

  async function refreshDetails(): Promise<void> {
    const asked = currentId.value
    if (!asked) return
    const found = await getCompany(asked)
    if (asked === currentId.value) details.value = found
  }

  /** Forgets every company: another person may see others. */
  function reset(): void {
    void select(null)
    companies.value = []
  }

  return { companies, currentId, current, details, treatmentKeys, load, select, refreshDetails, reset }
})
