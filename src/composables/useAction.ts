import { readonly, ref } from 'vue'

import { useNotify } from './useNotify'

/**
 * Something the reader asks for with a button: busy while it runs, a notice when it fails.
 *
 * `run` answers whether it worked.
 */
export function useAction<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) {
  const busy = ref(false)
  const { notifyError } = useNotify()

  async function run(...args: Args): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await work(...args)
      return true
    } catch (error) {
      notifyError(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy: readonly(busy), run }
}
