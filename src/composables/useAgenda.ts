import { computed, ref, watch } from 'vue'

import { listAppointments } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { addDays, dayOf, today, weekOf } from './days'
import { useFormat } from './useFormat'
import { useLiveRefresh } from './useLiveStream'
import { useResource } from './useResource'

export type AgendaSpan = 'day' | 'week'

/** The company's appointments of one day or one week, by calendar day of its own zone. */
export function useAgenda(span: AgendaSpan) {
  const { zone } = useFormat()
  const mode = ref<AgendaSpan>(span)
  const anchor = ref(today(zone.value))

  const days = computed(() => (mode.value === 'week' ? weekOf(anchor.value) : [anchor.value]))
  const resource = useResource(() => listAppointments(days.value[0]!, days.value.at(-1)!))

  const resourceKey = ref<string | null>(null)
  const all = computed(() => resource.data.value?.appointments ?? [])
  const resourceKeys = computed(() => [...new Set(all.value.map((a) => a.resource).filter((key) => key !== null))].sort())
  const shown = computed(() => all.value.filter((a) => !resourceKey.value || a.resource === resourceKey.value))

  const byDay = computed(() => {
    const found = new Map<string, Appointment[]>(days.value.map((day) => [day, []]))
    for (const item of shown.value) found.get(dayOf(item.start, zone.value))?.push(item)
    for (const items of found.values()) items.sort((a, b) => a.start.localeCompare(b.start))
    return found
  })

  const step = (direction: 1 | -1) => (anchor.value = addDays(anchor.value, direction * days.value.length))
  const goToday = () => (anchor.value = today(zone.value))

  watch(days, resource.refresh)
  useLiveRefresh(['appointment'], resource.refresh)
  return { mode, anchor, days, shown, resourceKey, resourceKeys, byDay, step, goToday, ...resource }
}
