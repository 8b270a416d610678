import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { changePassword as postPassword, getMe, setUp as postSetUp, signIn as postSignIn, signOut as postSignOut } from '@/api/auth'
import { context } from '@/api/context'
import { ApiError } from '@/api/errors'
import type { SessionUser } from '@/api/types'
import { useCompanyStore } from './company'

/** `open`: the server asks nobody to sign in (development). */
type SessionState = 'unknown' | 'open' | 'signedIn' | 'signedOut'

export const useSessionStore = defineStore('session', () => {
  const state = ref<SessionState>('unknown')
  const user = ref<SessionUser | null>(null)

  const isPlatformAdmin = computed(() => state.value === 'open' || user.value?.role === 'platform_admin')
  const canWrite = computed(() => state.value === 'open' || (user.value !== null && user.value.role !== 'viewer'))
  const hasAccount = computed(() => state.value === 'signedIn' && user.value?.method === 'session')

  /** Asks who we are. A server without accounts (404) or without credentials set up is open. */
  async function load(): Promise<void> {
    try {
      remember(await getMe())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      state.value = error.status === 401 ? 'signedOut' : 'open'
    }
  }

  /** Learns of a session that ended meanwhile; the client tells the frame about the 401. */
  async function check(): Promise<void> {
    try {
      await getMe()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  async function signIn(email: string, password: string): Promise<void> {
    context.apiKey = null
    context.csrfToken = (await postSignIn(email, password)).csrf_token
    await load()
  }

  /** The way in without an account. Raises: ApiError with 401 when the key isn't one. */
  async function signInWithKey(key: string): Promise<void> {
    context.apiKey = key
    try {
      remember(await getMe())
    } catch (error) {
      context.apiKey = null
      throw error
    }
  }

  /** Makes the first administrator with the one-time token of the server's log. */
  async function setUp(token: string, email: string, password: string, name: string): Promise<void> {
    context.csrfToken = (await postSetUp({ token, email, password, name })).csrf_token
    await load()
  }

  async function changePassword(current: string, wanted: string): Promise<void> {
    const answer = await postPassword(current, wanted)
    context.csrfToken = answer.csrf_token ?? context.csrfToken
  }

  async function signOut(): Promise<void> {
    if (!context.apiKey) await postSignOut()
    expire()
  }

  function remember(me: SessionUser): void {
    context.csrfToken = me.csrf_token ?? null
    user.value = me
    state.value = me.open_access ? 'open' : 'signedIn'
  }

  /** Nothing of the person who left may stay for the next. */
  function expire(): void {
    user.value = null
    context.csrfToken = null
    context.apiKey = null
    state.value = 'signedOut'
    useCompanyStore().reset()
  }

  return { state, user, isPlatformAdmin, canWrite, hasAccount, load, check, signIn, signInWithKey, setUp, changePassword, signOut, expire }
})
