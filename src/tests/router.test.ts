import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RouteRecordRaw } from 'vue-router'

import { getSession } from '@/api/auth'
import { getCompany, listCompanies } from '@/api/companies'
import { ApiError } from '@/api/errors'
import { createPanelRouter } from '@/router'
import { useCompanyStore } from '@/stores/company'

vi.mock('@/api/auth')
vi.mock('@/api/companies')
vi.mock('@/router/routes', async (original) => {
  const { routes } = await original<{ routes: RouteRecordRaw[] }>()
  const blank = (route: RouteRecordRaw): RouteRecordRaw =>
    ({ ...route, component: { render: () => null }, children: route.children?.map(blank) }) as RouteRecordRaw
  return { routes: routes.map(blank) }
})

const companies = (...ids: string[]) =>
  vi.mocked(listCompanies).mockResolvedValue({
    companies: ids.map((id) => ({ company_id: id, is_active: true })) as never,
    total: ids.length,
  })

async function visit(path: string): Promise<string> {
  const router = createPanelRouter()
  await router.push(path)
  return router.currentRoute.value.fullPath
}

beforeEach(() => {
  setActivePinia(createPinia())
  history.replaceState(null, '', '/sign-in')
  vi.mocked(getSession).mockResolvedValue({ identity: { email: 'a@clinic.example', role: 'platform_admin' } })
  vi.mocked(getCompany).mockImplementation(async (id) => ({ company_id: id }) as never)
  companies('benova', 'medispa')
})

describe('where one lands', () => {
  it('an operator of many companies sees the overview', async () => {
    expect(await visit('/')).toBe('/overview')
  })

  it('an owner sees the own company', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: { email: 'o@clinic.example', role: 'company_admin' } })
    companies('benova')
    expect(await visit('/')).toBe('/c/benova')
  })

  it('the address puts its company on screen', async () => {
    await visit('/c/medispa/knowledge')
    expect(useCompanyStore().currentId).toBe('medispa')
  })
})

describe('what is kept out', () => {
  it('without a session one signs in first and comes back', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: null })
    expect(await visit('/c/benova/try')).toBe('/sign-in?next=/c/benova/try')
  })

  it.each([403, 404])('a company answered with %i looks missing', async (status) => {
    vi.mocked(getCompany).mockRejectedValue(new ApiError('company_not_found', '', status))
    expect(await visit('/c/medispa')).toBe('/company')
  })

  it('a company that is not listed looks missing, without asking for it', async () => {
    expect(await visit('/c/other')).toBe('/company')
    expect(getCompany).not.toHaveBeenCalledWith('other')
  })

  it('a company made meanwhile is found', async () => {
    companies('benova')
    const router = createPanelRouter()
    await router.push('/c/benova')
    companies('benova', 'fresh')
    await router.push('/c/fresh/try')
    expect(router.currentRoute.value.fullPath).toBe('/c/fresh/try')
  })

  it('places of the installation are for platform administrators', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: { email: 'v@clinic.example', role: 'viewer' } })
    companies('benova')
    expect(await visit('/companies')).toBe('/c/benova')
  })
})
