import { request } from './client'
import type { ChatReply, Control, ConversationSummary, Message } from './types'

export interface ConversationQuery {
  page: number
  page_size: number
  q?: string
  status?: string
}

const at = (userId: string) => `/conversations/${encodeURIComponent(userId)}`

export const listConversations = (query: ConversationQuery) =>
  request<{ conversations: ConversationSummary[]; total_conversations: number }>('/conversations', {
    query: { ...query },
  })

export const getHistory = (userId: string, limit = 500) =>
  request<{ messages: Message[]; total_messages: number }>(`${at(userId)}/history`, { query: { limit } })

export const eraseConversation = (userId: string) => request<unknown>(at(userId), { method: 'DELETE' })

/** Talks to the company's real orchestrator, as a customer would. */
export const sendTestMessage = (userId: string, message: string) =>
  request<ChatReply>(`${at(userId)}/test`, { method: 'POST', body: { message } })

/** The assistant is quiet, for some hours or until the conversation is given back. */
export const takeOver = (userId: string, hours?: number) =>
  request<Control>(`${at(userId)}/takeover`, { method: 'POST', body: { hours } })

export const giveBack = (userId: string) => request<Control>(`${at(userId)}/release`, { method: 'POST', body: {} })

export const addNote = (userId: string, content: string) =>
  request<unknown>(`${at(userId)}/note`, { method: 'POST', body: { content } })

/** Everything stored of a person. */
export const exportPerson = (userId: string) => request<unknown>(`${at(userId)}/export`)

/** Who answers a conversation; null for one the list doesn't know. */
export async function findConversation(userId: string): Promise<ConversationSummary | null> {
  const { conversations } = await listConversations({ page: 1, page_size: 20, q: userId })
  return conversations.find((talk) => talk.user_id === userId) ?? null
}
