import { request } from './client'
import type { ApiKey, AuditPage, Role, User } from './types'

const installation = { company: null } as const

export interface UserFields {
  email?: string
  name?: string
  role?: Role
  companies?: string[]
  password?: string
  is_active?: boolean
}

export const listUsers = () => request<{ users: User[]; total: number }>('/admin/users', installation)

export const createUser = (fields: UserFields) =>
  request<User>('/admin/users', { method: 'POST', body: fields, ...installation })

export const updateUser = (id: string, fields: UserFields) =>
  request<User>(`/admin/users/${encodeURIComponent(id)}`, { method: 'PATCH', body: fields, ...installation })

export const deleteUser = (id: string) =>
  request<unknown>(`/admin/users/${encodeURIComponent(id)}`, { method: 'DELETE', ...installation })

export const listApiKeys = () => request<{ api_keys: ApiKey[]; total: number }>('/admin/api-keys', installation)

/** The only answer that ever carries the key itself. */
export const createApiKey = (fields: { name: string; role: Role; companies: string[]; expires_at?: string }) =>
  request<ApiKey & { secret: string }>('/admin/api-keys', { method: 'POST', body: fields, ...installation })

export const revokeApiKey = (id: string) =>
  request<unknown>(`/admin/api-keys/${encodeURIComponent(id)}`, { method: 'DELETE', ...installation })

export const listAudit = (page: number, pageSize: number, companyId?: string) =>
  request<AuditPage>('/admin/audit', {
    query: { page, page_size: pageSize, company_id: companyId },
    ...installation,
  })
