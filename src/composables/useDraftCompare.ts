import { ref, shallowRef, watch } from 'vue'

import { getPrompt, previewPrompt } from '@/api/prompts'
import type { AgentType, PromptPreview } from '@/api/types'
import { useSubmit } from './useSubmit'

export const DRAFT_AGENTS: AgentType[] = ['sales', 'support', 'emergency', 'schedule', 'availability']

/** A draft of one agent's template beside the conversation: what it would have answered to a message. */
export function useDraftCompare() {
  const agent = ref<AgentType>('sales')
  const draft = ref('')
  const preview = shallowRef<PromptPreview | null>(null)

  const loading = useSubmit(async () => (draft.value = (await getPrompt(agent.value)).template))
  const asking = useSubmit(async () => (preview.value = await previewPrompt(agent.value, message, draft.value)))
  let message = ''

  async function ask(text: string): Promise<void> {
    message = text
    await asking.submit()
  }

  watch(
    agent,
    () => {
      preview.value = null
      void loading.submit()
    },
    { immediate: true },
  )
  return { agent, draft, preview, busy: asking.busy, problem: asking.problem, ask }
}
