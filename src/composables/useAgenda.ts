import { computed, ref, watch } from 'vue'

import { listAppointments } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { addDays, dayOf, today, weekOf } from './days'
import { useFormat } from './useFormat'
import { useResource } from './useResource'

export type AgendaSpan = 'day' | 'week'

/** The company's appointments of one day or one week, by calendar day of its own zone. */
export function useAgenda(span: AgendaSpan) {
  const { zone } = useFormat()
  const mode = ref<AgendaSpan>(span)
  const anchor = ref(today(zone.value))

  const days = computed(() => (mode.value === 'week' ? weekOf(anchor.value) : [anchor.value]))
  const resource = useResource(() => listAppointments(days.value[0]!, days.value.at(-1)!))

  const byDay = computed(() => {
    const found = new Map<string, Appointment[]>(days.value.map((day) => [day, []]))
    for (const item of resource.data.value?.appointments ?? []) found.get(dayOf(item.start, zone.value))?.push(item)
    for (const items of found.values()) items.sort((a, b) => a.start.localeCompare(b.start))
    return found
  })

  const step = (direction: 1 | -1) => (anchor.value = addDays(anchor.value, direction * days.value.length))
  const goToday = () => (anchor.value = today(zone.value))

  watch(days, resource.refresh)
  return { mode, anchor, days, byDay, step, goToday, ...resource }
}
