import { request } from './client'
import type { SessionUser } from './types'

export interface SignedIn {
  csrf_token: string | null
}

const post = <T>(path: string, body: unknown) => request<T>(`/auth/${path}`, { method: 'POST', body, company: null })

/** Who we are; `identity` null when nobody is signed in, which is an answer and no failure. */
export const getSession = () => request<{ identity: SessionUser | null }>('/auth/session', { company: null })

export const signIn = (email: string, password: string) => post<SignedIn>('login', { email, password })

export const signOut = () => request<unknown>('/auth/logout', { method: 'POST', company: null })

/** Whether the installation waits for its first administrator. */
export const getSetupNeeded = () => request<{ needed: boolean }>('/auth/setup', { company: null })

export const setUp = (fields: { token: string; email: string; password: string; name?: string }) =>
  post<SignedIn>('setup', fields)

export const changePassword = (current: string, wanted: string) =>
  post<Partial<SignedIn>>('password', { current_password: current, new_password: wanted })
