import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteLocationRaw } from 'vue-router'

import { ApiError } from '@/api/errors'
import { useCompanyStore } from '@/stores/company'
import { useSessionStore } from '@/stores/session'
import { routes } from './routes'

/** The address decides what is on screen: session first, then the company it names. */
export function createPanelRouter() {
  const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: () => ({ top: 0 }) })
  router.beforeEach(async (to) => (await sessionGuard(to)) ?? (await companyGuard(to)) ?? true)
  return router
}

async function sessionGuard(to: RouteLocationNormalized): Promise<RouteLocationRaw | undefined> {
  const session = useSessionStore()
  if (session.state === 'unknown') await session.load()
  if (to.meta.public) return undefined
  if (session.state === 'signedOut') return { name: 'sign-in', query: { next: to.fullPath } }
  if (to.meta.platform && !session.isPlatformAdmin) return { path: '/' }
  return undefined
}

async function companyGuard(to: RouteLocationNormalized): Promise<RouteLocationRaw | undefined> {
  if (to.meta.public) return undefined
  const store = useCompanyStore()
  const wanted = typeof to.params.companyId === 'string' ? to.params.companyId : null
  try {
    if (store.companies.length === 0) await store.load()
    if (wanted && !(await isOurs(wanted))) return missing(to)
    if (wanted || to.meta.platform) await store.select(wanted)
  } catch (error) {
    return refusal(error, to)
  }
  return to.path === '/' ? firstPlace() : undefined
}

/** One made since the list was read is found by reading it again. */
async function isOurs(companyId: string): Promise<boolean> {
  const store = useCompanyStore()
  const listed = () => store.companies.some((company) => company.company_id === companyId)
  if (!listed()) await store.load()
  return listed()
}

function missing(to: RouteLocationNormalized): RouteLocationRaw | undefined {
  return to.name === 'not-found' ? undefined : { name: 'not-found', params: { rest: ['company'] } }
}

/** A company that isn't ours to see looks like one that doesn't exist; a dead server shows in the shell. */
function refusal(error: unknown, to: RouteLocationNormalized): RouteLocationRaw | undefined {
  if (!(error instanceof ApiError)) throw error
  if (error.status === 401) return { name: 'sign-in', query: { next: to.fullPath } }
  return [400, 403, 404].includes(error.status) ? missing(to) : undefined
}

function firstPlace(): RouteLocationRaw {
  const { companies } = useCompanyStore()
  const single = companies.length === 1 || !useSessionStore().isPlatformAdmin
  const first = companies[0]
  return single && first ? { name: 'home', params: { companyId: first.company_id } } : { name: 'overview' }
}
