import { computed } from 'vue'

import { useCompanyStore } from '@/stores/company'
import { readableKey } from './text'

/** The services of the company on screen, with the names its customers hear. */
export function useTreatments() {
  const company = useCompanyStore()
  const named = computed(() => new Map((company.details?.treatments ?? []).map((item) => [item.key, item])))

  const treatmentName = (key: string): string => named.value.get(key)?.name ?? readableKey(key)

  const treatmentItems = computed(() =>
    company.treatmentKeys
      .filter((key) => named.value.get(key)?.bookable !== false)
      .map((key) => ({
        value: key,
        label: treatmentName(key),
        minutes: company.details?.treatment_durations[key] ?? 0,
      })),
  )

  return { treatmentName, treatmentItems }
}
