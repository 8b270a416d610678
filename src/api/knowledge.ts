import { request, requestText } from './client'
import type { CuratedAnswer, DocumentChunk, DocumentCreated, DocumentFull, DocumentVersion, KnowledgeStats, OpenQuestion } from './types'

const documentAt = (id: string) => `/documents/${encodeURIComponent(id)}`
const answerAt = (id: string) => `/knowledge/answers/${encodeURIComponent(id)}`
const questionAt = (id: string) => `/knowledge/unanswered/${encodeURIComponent(id)}`

export interface AnswerFields {
  question: string
  answer: string
  variants?: string[]
}

export const getKnowledgeStats = () => request<KnowledgeStats>('/documents/stats')

/** A page of the web as a document. */
export const importUrl = (url: string) =>
  request<DocumentCreated>('/documents/url', { method: 'POST', body: { url } })

/** Documents and own answers as JSON lines; the same file can be imported again. */
export const exportKnowledge = () => requestText('/documents/export')

export const reindexAll = () =>
  request<{ documents: number; chunks: number }>('/documents/reindex', { method: 'POST' })

export const reindexDocument = (id: string) => request<unknown>(`${documentAt(id)}/reindex`, { method: 'POST' })

/** `expires_at` null: never. */
export const changeDocument = (id: string, fields: { title?: string; expires_at?: string | null }) =>
  request<DocumentFull>(documentAt(id), { method: 'PATCH', body: fields })

export const listChunks = (id: string) => request<{ chunks: DocumentChunk[] }>(`${documentAt(id)}/chunks`)

export const listDocumentVersions = (id: string) =>
  request<{ current_version: number; versions: DocumentVersion[] }>(`${documentAt(id)}/versions`)

export const restoreDocument = (id: string, version: number) =>
  request<unknown>(`${documentAt(id)}/versions/${version}/restore`, { method: 'POST', body: {} })

export const listAnswers = () => request<{ answers: CuratedAnswer[]; total: number }>('/knowledge/answers')

export const createAnswer = (fields: AnswerFields) =>
  request<CuratedAnswer>('/knowledge/answers', { method: 'POST', body: fields })

export const updateAnswer = (id: string, fields: AnswerFields) =>
  request<CuratedAnswer>(answerAt(id), { method: 'PUT', body: fields })

export const deleteAnswer = (id: string) => request<unknown>(answerAt(id), { method: 'DELETE' })

export const listOpenQuestions = (page: number, pageSize: number) =>
  request<{ questions: OpenQuestion[]; total_questions: number }>('/knowledge/unanswered', {
    query: { page, page_size: pageSize },
  })

/** The question, with every wording customers used, becomes an own answer. */
export const answerQuestion = (id: string, fields: AnswerFields) =>
  request<CuratedAnswer>(`${questionAt(id)}/answer`, {
    method: 'POST',
    body: { answer: fields.answer, question: fields.question },
  })

export const dismissQuestion = (id: string) => request<unknown>(questionAt(id), { method: 'DELETE' })

/** Embeds everything of one company again and loads its index anew. */
export const reindexCompany = (company: string) =>
  request<{ documents: number; chunks: number }>('/documents/reindex', { method: 'POST', company })
