import { useDebounceFn, useEventListener, useTimeoutPoll } from '@vueuse/core'
import { onScopeDispose, watch, watchEffect } from 'vue'
import { useRoute } from 'vue-router'

import { context } from '@/api/context'
import type { LiveType } from '@/api/types'
import { useCompanyStore } from '@/stores/company'
import { useLiveStore, type LiveNews } from '@/stores/live'
import { useSessionStore } from '@/stores/session'

const SETTLE_MS = 300 // several events of one turn become one refresh
const POLL_MS = 20_000

/** Keeps the stream on what is on screen: one company, or the whole installation. */
export function useLiveStream(): void {
  const route = useRoute()
  const session = useSessionStore()
  const company = useCompanyStore()
  const live = useLiveStore()

  watchEffect(() => {
    const inside = ['open', 'signedIn'].includes(session.state) && !route.meta.public && !context.apiKey
    if (inside && company.currentId) live.open({ company_id: company.currentId })
    else live.open(inside && route.meta.platform && session.isPlatformAdmin ? { scope: 'all' } : null)
  })

  // Whoever comes back to the page after lunch signs in again before anything they do is refused.
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') void session.check()
  })

  // A stream can't say that the session is over; asking who we are can.
  watch(
    () => live.state,
    (state) => {
      if (state === 'reconnecting') void session.check()
    },
  )
}

/** Calls `handle` with every event of these types while the view is there. */
export function useLive(types: LiveType[], handle: (news: LiveNews) => void): void {
  onScopeDispose(
    useLiveStore().listen((news) => {
      if (news.type === 'resync' || types.includes(news.type)) handle(news)
    }),
  )
}

/** Reads again soon after any of these happened; without a stream (a key's session), every 20 seconds. */
export function useLiveRefresh(types: LiveType[], refresh: () => unknown): void {
  const live = useLiveStore()
  const soon = useDebounceFn(() => void refresh(), SETTLE_MS, { maxWait: SETTLE_MS * 5 })
  useLive(types, () => void soon())
  const poll = useTimeoutPoll(() => void refresh(), POLL_MS, { immediate: false })
  watch(
    () => live.state === 'live' || live.state === 'connecting',
    (streaming) => (streaming ? poll.pause() : poll.resume()),
    { immediate: true },
  )
}
