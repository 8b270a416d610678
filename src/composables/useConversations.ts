import { refDebounced } from '@vueuse/core'
import { ref, watch } from 'vue'

import { listConversations } from '@/api/conversations'
import { useResource } from './useResource'

export const CONVERSATIONS_PER_PAGE = 20
export const CONVERSATION_STATES = ['all', 'bot', 'human', 'paused', 'closed'] as const

/** The company's conversations, newest first, by words and by who answers. */
export function useConversations() {
  const search = ref('')
  const status = ref<(typeof CONVERSATION_STATES)[number]>('all')
  const page = ref(1)
  const words = refDebounced(search, 300)

  const resource = useResource(() =>
    listConversations({
      page: page.value,
      page_size: CONVERSATIONS_PER_PAGE,
      q: words.value.trim(),
      status: status.value === 'all' ? undefined : status.value,
    }),
  )

  watch([words, status], () => {
    if (page.value === 1) void resource.refresh()
    else page.value = 1
  })
  watch(page, resource.refresh)

  return { search, status, page, ...resource }
}
