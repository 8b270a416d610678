import { request } from './client'
import type { SessionUser } from './types'

export const getMe = () => request<SessionUser & { user?: SessionUser }>('/auth/me', { company: null })

export const signIn = (email: string, password: string) =>
  request<Partial<SessionUser>>('/auth/login', { method: 'POST', body: { email, password }, company: null })

export const signOut = () => request<unknown>('/auth/logout', { method: 'POST', company: null })
