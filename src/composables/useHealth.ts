import { createSharedComposable, useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { computed, ref, shallowRef } from 'vue'

import { getHealth } from '@/api/health'
import { ApiError } from '@/api/errors'
import type { SystemHealth } from '@/api/types'

const POLL_MS = 30_000

export type Connection = 'checking' | 'healthy' | 'degraded' | 'offline'

/** Whether the server answers and how it feels; one poll for the whole panel, none in a hidden tab. */
export const useHealth = createSharedComposable(() => {
  const health = shallowRef<SystemHealth | null>(null)
  const connection = ref<Connection>('checking')
  const visibility = useDocumentVisibility()

  async function check(): Promise<void> {
    try {
      health.value = await getHealth()
      connection.value = ['healthy', 'ok'].includes(health.value.status) ? 'healthy' : 'degraded'
    } catch (error) {
      const answered = error instanceof ApiError && error.status > 0
      connection.value = answered ? 'degraded' : 'offline'
    }
  }

  useIntervalFn(() => {
    if (visibility.value === 'visible') void check()
  }, POLL_MS)
  void check()

  return { health, connection, version: computed(() => health.value?.version ?? ''), check }
})
