import { useSessionStorage } from '@vueuse/core'
import { computed, onMounted, ref, shallowRef } from 'vue'

import { eraseConversation, findConversation, getHistory, sendTestMessage } from '@/api/conversations'
import { ApiError } from '@/api/errors'
import type { ChatReply } from '@/api/types'

export const PANEL_USER_PREFIX = 'panel_'

export interface ChatTurn {
  id: number
  role: 'user' | 'assistant'
  text: string
  agents: string[]
  reply: ChatReply | null
  error: ApiError | null
}

const newUserId = () => PANEL_USER_PREFIX + Math.random().toString(36).slice(2, 8)

/** A customer's conversation with one company's real agents; kept over a reload of the page. */
export function useChatTest(companyId: string) {
  const storageKey = `panel-chat-${companyId}`
  const isNew = sessionStorage.getItem(storageKey) === null
  const userId = useSessionStorage(storageKey, newUserId())
  const turns = ref<ChatTurn[]>([])
  const waiting = ref(false)
  const selectedId = ref<number | null>(null)
  const restoring = shallowRef(true)
  let nextId = 1

  const selected = computed(() => {
    const replies = turns.value.filter((turn) => turn.reply)
    return replies.find((turn) => turn.id === selectedId.value) ?? replies.at(-1) ?? null
  })

  function push(turn: Partial<ChatTurn> & Pick<ChatTurn, 'role' | 'text'>): void {
    turns.value.push({ agents: [], reply: null, error: null, ...turn, id: nextId++ })
  }

  async function send(text: string): Promise<void> {
    const message = text.trim()
    if (!message || waiting.value) return
    push({ role: 'user', text: message })
    await answer(message)
  }

  async function answer(message: string): Promise<void> {
    waiting.value = true
    selectedId.value = null
    try {
      const reply = await sendTestMessage(userId.value, message)
      push({ role: 'assistant', text: reply.bot_response, agents: reply.agents, reply })
    } catch (error) {
      const asked = turns.value.at(-1)
      if (!(error instanceof ApiError)) throw error
      if (asked) asked.error = error
    } finally {
      waiting.value = false
    }
  }

  async function resend(turn: ChatTurn): Promise<void> {
    turn.error = null
    await answer(turn.text)
  }

  /** Starts over as a new customer; the former conversation is erased on the server. */
  async function reset(): Promise<void> {
    const former = userId.value
    const hadTurns = turns.value.length > 0
    turns.value = []
    userId.value = newUserId()
    if (!hadTurns) return
    try {
      await eraseConversation(former)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    }
  }

  async function restore(): Promise<void> {
    try {
      if (isNew || !(await findConversation(userId.value))) return // nothing said yet, or erased since
      const { messages } = await getHistory(userId.value, 100)
      for (const { role, content, agent } of messages) {
        push({ role: role === 'user' ? 'user' : 'assistant', text: content, agents: agent?.split('+') ?? [] })
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error // no server: one starts afresh
    } finally {
      restoring.value = false
    }
  }

  onMounted(restore)
  return { userId, turns, waiting, restoring, selected, selectedId, send, resend, reset }
}
