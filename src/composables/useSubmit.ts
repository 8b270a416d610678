import { ref } from 'vue'

import { useErrorText } from './useErrorText'

/** A form's sending: busy while it runs, then what the server objects to, in words and beside the fields. */
export function useSubmit(work: () => Promise<unknown>) {
  const { errorText, fieldErrors } = useErrorText()
  const busy = ref(false)
  const problem = ref('')
  const fields = ref<Record<string, string>>({})

  async function submit(): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = ''
    fields.value = {}
    try {
      await work()
      return true
    } catch (error) {
      problem.value = errorText(error)
      fields.value = fieldErrors(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, fields, submit }
}
