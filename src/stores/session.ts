import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { getMe, signIn as postSignIn, signOut as postSignOut } from '@/api/auth'
import { context } from '@/api/context'
import { ApiError } from '@/api/errors'
import type { SessionUser } from '@/api/types'

/** `open`: the server asks nobody to sign in (development). */
type SessionState = 'unknown' | 'open' | 'signedIn' | 'signedOut'

export const useSessionStore = defineStore('session', () => {
  const state = ref<SessionState>('unknown')
  const user = ref<SessionUser | null>(null)

  const isPlatformAdmin = computed(() => state.value === 'open' || user.value?.role === 'platform_admin')
  const canWrite = computed(() => state.value === 'open' || (user.value !== null && user.value.role !== 'viewer'))

  /** Asks who we are. A server without accounts (404) or without credentials set up is open. */
  async function load(): Promise<void> {
    try {
      const me = await getMe()
      remember(me.user ?? me)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      state.value = error.status === 401 ? 'signedOut' : 'open'
    }
  }

  async function signIn(email: string, password: string): Promise<void> {
    const answer = await postSignIn(email, password)
    context.csrfToken = answer.csrf_token ?? null
    await load()
  }

  async function signOut(): Promise<void> {
    await postSignOut()
    expire()
  }

  function remember(me: SessionUser): void {
    context.csrfToken = me.csrf_token ?? context.csrfToken
    user.value = me
    state.value = me.email ? 'signedIn' : 'open'
  }

  function expire(): void {
    user.value = null
    context.csrfToken = null
    state.value = 'signedOut'
  }

  return { state, user, isPlatformAdmin, canWrite, load, signIn, signOut, expire }
})
