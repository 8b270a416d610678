import { request } from './client'
import type { DocumentCreated, DocumentFull, DocumentSummary, SearchHit } from './types'

export interface DocumentPage {
  documents: DocumentSummary[]
  total_documents: number
}

export const listDocuments = (page: number, pageSize: number) =>
  request<DocumentPage>('/documents', { query: { page, page_size: pageSize } })

export const getDocument = (id: string) => request<DocumentFull>(`/documents/${encodeURIComponent(id)}`)

export const addText = (title: string, content: string) =>
  request<DocumentCreated>('/documents', { method: 'POST', body: { title, content } })

export const deleteDocument = (id: string) =>
  request<{ chunks_deleted: number }>(`/documents/${encodeURIComponent(id)}`, { method: 'DELETE' })

export const searchDocuments = (query: string, k: number) =>
  request<{ results: SearchHit[]; results_count: number }>('/documents/search', {
    method: 'POST',
    body: { query, k },
  })
