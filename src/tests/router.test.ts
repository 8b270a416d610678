import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RouteRecordRaw } from 'vue-router'

import { getMe } from '@/api/auth'
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
  vi.mocked(getMe).mockResolvedValue({ email: 'a@clinic.example', role: 'platform_admin' })
  vi.mocked(getCompany).mockImplementation(async (id) => ({ company_id: id }) as never)
  companies('benova', 'medispa')
})

describe('where one lands', () => {
  it('an operator of many companies sees the overview', async () => {
    expect(await visit('/')).toBe('/overview')
  })

  it('an owner sees the own company', async () => {
    vi.mocked(getMe).mockResolvedValue({ email: 'o@clinic.example', role: 'company_admin' })
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
    vi.mocked(getMe).mockRejectedValue(new ApiError('unauthorized', '', 401))
    expect(await visit('/c/benova/try')).toBe('/sign-in?next=/c/benova/try')
  })

  it.each([403, 404])('a company answered with %i looks missing', async (status) => {
    vi.mocked(getCompany).mockRejectedValue(new ApiError('company_not_found', '', status))
    expect(await visit('/c/other')).toBe('/company')
  })

  it('places of the installation are for platform administrators', async () => {
    vi.mocked(getMe).mockResolvedValue({ email: 'v@clinic.example', role: 'viewer' })
    companies('benova')
    expect(await visit('/companies')).toBe('/c/benova')
  })
})
