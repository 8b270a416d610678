import { computed, reactive, ref } from 'vue'

import { ApiError } from '@/api/errors'
import { useNotify } from './useNotify'

export type FormValues = Record<string, unknown>

const clone = (values: FormValues): FormValues => JSON.parse(JSON.stringify(values)) as FormValues

/**
 * A configuration in edit: what changed, what the server refuses, and sending it.
 *
 * `send` gets the changed top-level values only; a 422 puts its messages beside their fields.
 */
export function useCompanyForm(send: (changed: FormValues) => Promise<FormValues>) {
  const values = reactive<FormValues>({})
  const stored = ref<FormValues>({})
  const errors = ref<Record<string, string>>({})
  const busy = ref(false)
  const { notifyError } = useNotify()

  const changed = computed<FormValues>(() =>
    Object.fromEntries(
      Object.entries(values).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(stored.value[key])),
    ),
  )
  const isChanged = computed(() => Object.keys(changed.value).length > 0)

  function reset(from: FormValues): void {
    stored.value = clone(from)
    Object.keys(values).forEach((key) => delete values[key])
    Object.assign(values, clone(from))
    errors.value = {}
  }

  function get(path: string): unknown {
    return path.split('.').reduce<unknown>((part, key) => (part as FormValues | undefined)?.[key], values)
  }

  function set(path: string, value: unknown): void {
    const keys = path.split('.')
    const last = keys.pop()!
    const target = keys.reduce<FormValues>((part, key) => (part[key] ??= {}) as FormValues, values)
    target[last] = value
    delete errors.value[path]
  }

  async function save(): Promise<boolean> {
    busy.value = true
    errors.value = {}
    try {
      reset(await send(clone(changed.value)))
      return true
    } catch (error) {
      if (error instanceof ApiError) errors.value = error.fields
      notifyError(error)
      return false
    } finally {
      busy.value = false
    }
  }

  const discard = () => reset(stored.value)

  return { values, errors, busy, changed, isChanged, get, set, reset, save, discard }
}
