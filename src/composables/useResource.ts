import { onMounted, readonly, ref, shallowRef } from 'vue'

import { ApiError } from '@/api/errors'

export type ResourceState = 'loading' | 'ready' | 'error'

/**
 * Something the server holds: loads it when the view appears, and again on `refresh`.
 *
 * An older answer never replaces a newer one. What is shown stays while a refresh runs.
 */
export function useResource<T>(load: () => Promise<T>, options: { immediate?: boolean } = {}) {
  const data = shallowRef<T | null>(null)
  const state = ref<ResourceState>('loading')
  const error = shallowRef<ApiError | null>(null)
  let latest = 0

  async function refresh(): Promise<void> {
    const turn = ++latest
    if (data.value === null) state.value = 'loading'
    try {
      const found = await load()
      if (turn !== latest) return
      data.value = found
      error.value = null
      state.value = 'ready'
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      if (turn !== latest || reason.code === 'aborted') return
      error.value = reason
      state.value = 'error'
    }
  }

  if (options.immediate !== false) onMounted(refresh)
  return { data, state: readonly(state), error: readonly(error), refresh }
}
