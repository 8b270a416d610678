import { request } from './client'
import type { ChatReply, ConversationSummary, Message } from './types'

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
