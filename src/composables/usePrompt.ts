import { computed, ref, watch } from 'vue'

import { getPrompt, resetPrompt, restorePrompt, savePrompt } from '@/api/prompts'
import type { AgentType, Prompt } from '@/api/types'
import { useAction } from './useAction'
import { useResource } from './useResource'

/** Words in braces of a template: `{company_name}`. */
export function placeholdersIn(template: string): string[] {
  return [...new Set([...template.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]!))]
}

/** One agent's template in edit: the draft, what is wrong with it, and storing it. */
export function usePrompt(agent: AgentType) {
  const resource = useResource(() => getPrompt(agent))
  const draft = ref('')
  const savedCount = ref(0) // grows with every stored change: the list of versions watches it

  const stored = computed<Prompt | null>(() => resource.data.value)
  const isChanged = computed(() => stored.value !== null && draft.value !== stored.value.template)
  const unknown = computed(() => {
    const known = stored.value?.placeholders
    return known ? placeholdersIn(draft.value).filter((name) => !known.includes(name)) : []
  })

  function take(prompt: Prompt): void {
    resource.data.value = prompt
    draft.value = prompt.template
    savedCount.value++
  }

  watch(resource.data, (prompt, former) => {
    if (prompt && !former) draft.value = prompt.template
  })

  const saving = useAction(async () => take(await savePrompt(agent, draft.value)))
  const resetting = useAction(async () => {
    await resetPrompt(agent)
    take(await getPrompt(agent))
  })
  const restoring = useAction(async (version: number) => {
    await restorePrompt(agent, version)
    take(await getPrompt(agent))
  })

  return { ...resource, stored, draft, isChanged, unknown, savedCount, saving, resetting, restoring }
}
