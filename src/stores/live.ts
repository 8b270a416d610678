import { defineStore } from 'pinia'
import { ref } from 'vue'

import { apiUrl } from '@/api/client'
import type { LiveEvent } from '@/api/types'

export type LiveState = 'off' | 'connecting' | 'live' | 'reconnecting'
/** After a gap something may have been missed: listeners read everything again. */
export type LiveNews = LiveEvent | { type: 'resync' }

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** The stream of what happens on the server: one for the whole panel, opened again with growing pauses. */
export const useLiveStore = defineStore('live', () => {
  const state = ref<LiveState>('off')
  const listeners = new Set<(news: LiveNews) => void>()
  let query: Record<string, string> | null = null
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0

  /** `{company_id}` for one company, `{scope: 'all'}` for all of them, null for none. */
  function open(wanted: Record<string, string> | null): void {
    if (JSON.stringify(wanted) === JSON.stringify(query)) return
    query = wanted
    failures = 0
    connect()
  }

  function connect(): void {
    close()
    if (!query) return
    state.value = failures ? 'reconnecting' : 'connecting'
    source = new EventSource(apiUrl('/events', query))
    source.onopen = opened
    source.onmessage = (event) => tell(event.data as string)
    source.onerror = retryLater
  }

  function opened(): void {
    state.value = 'live'
    if (failures) send({ type: 'resync' })
    failures = 0
  }

  function retryLater(): void {
    close()
    failures++
    state.value = 'reconnecting'
    timer = setTimeout(connect, waitFor(failures))
  }

  function tell(data: string): void {
    const news = JSON.parse(data) as LiveEvent
    const ours = !query?.company_id || news.company_id === query.company_id
    if (news.type !== 'ping' && ours) send(news)
  }

  function send(news: LiveNews): void {
    for (const listener of [...listeners]) listener(news)
  }

  function close(): void {
    clearTimeout(timer)
    source?.close()
    source = null
    state.value = 'off'
  }

  /** Hears everything until the returned function is called. */
  function listen(listener: (news: LiveNews) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return { state, open, listen }
})

/** 1 s, 2 s, 4 s … 30 s, each up to half as long again: a restarted server isn't met by everyone at once. */
export function waitFor(failures: number, random = Math.random()): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS) * (1 + random / 2)
}
