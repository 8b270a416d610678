import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { changePassword as postPassword, getSession, setUp as postSetUp, signIn as postSignIn, signOut as postSignOut } from '@/api/auth'
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

  /** Asks who we are. A server that can't be reached is asked again on the next way. */
  async function load(): Promise<void> {
    try {
      const { identity } = await getSession()
      if (identity) remember(identity)
      else state.value = 'signedOut'
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** Learns of a session that ended meanwhile, without a refused request; the frame shows the way in. */
  async function check(): Promise<void> {
    if (state.value !== 'signedIn') return
    try {
      const { identity } = await getSession()
      if (!identity) context.onUnauthorized()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error // no server: the banner says so
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
    const { identity } = await getSession().catch((error) => {
      context.apiKey = null
      throw error
    })
    if (identity) return remember(identity)
    context.apiKey = null
    throw new ApiError('unauthorized', 'The key opens nothing', 401)
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
