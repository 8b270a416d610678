import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { getSession } from '@/api/auth'
import { getCompany, listCompanies } from '@/api/companies'
import { context } from '@/api/context'
import { ApiError } from '@/api/errors'
import type { CompanyDetails } from '@/api/types'
import { uploadFile } from '@/api/upload'
import { useCompanyStore } from '@/stores/company'
import { useSessionStore } from '@/stores/session'
import { useUploadsStore } from '@/stores/uploads'

vi.mock('@/api/auth')
vi.mock('@/api/companies')
vi.mock('@/api/upload')

const details = (id: string) => ({ company_id: id, treatment_durations: { [`${id}_facial`]: 30 } }) as unknown as CompanyDetails
const company = (id: string, active = true) => ({ company_id: id, company_name: id, is_active: active }) as never

beforeEach(() => setActivePinia(createPinia()))

describe('session', () => {
  it('is open on a server that asks nobody to sign in', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: { role: 'platform_admin', open_access: true } })
    const session = useSessionStore()
    await session.load()
    expect(session).toMatchObject({ state: 'open', canWrite: true, isPlatformAdmin: true })
  })

  it('is signed out where the server knows nobody', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: null })
    const session = useSessionStore()
    await session.load()
    expect(session).toMatchObject({ state: 'signedOut', canWrite: false, isPlatformAdmin: false })
  })

  it('of a viewer changes nothing', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: { email: 'v@clinic.example', role: 'viewer', csrf_token: 'c' } })
    const session = useSessionStore()
    await session.load()
    expect(session).toMatchObject({ state: 'signedIn', canWrite: false, isPlatformAdmin: false })
    expect(context.csrfToken).toBe('c')
  })

  it('stays unknown while no server answers, so that the next way asks again', async () => {
    vi.mocked(getSession).mockRejectedValue(new ApiError('network_error', ''))
    const session = useSessionStore()
    await session.load()
    expect(session.state).toBe('unknown')
  })

  it('a key that opens nothing is forgotten', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: null })
    await expect(useSessionStore().signInWithKey('wrong')).rejects.toMatchObject({ status: 401 })
    expect(context.apiKey).toBeNull()
  })

  it('tells the frame when it has ended meanwhile', async () => {
    vi.mocked(getSession).mockResolvedValueOnce({ identity: { role: 'viewer' } }).mockResolvedValueOnce({ identity: null })
    const ended = vi.spyOn(context, 'onUnauthorized')
    const session = useSessionStore()
    await session.load()
    await session.check()
    expect(ended).toHaveBeenCalledOnce()
  })

  it('forgets the person and the token when it expires', async () => {
    vi.mocked(getSession).mockResolvedValue({ identity: { email: 'a@clinic.example', role: 'company_admin', csrf_token: 'c' } })
    const session = useSessionStore()
    await session.load()
    session.expire()
    expect(session).toMatchObject({ state: 'signedOut', user: null })
    expect(context.csrfToken).toBeNull()
  })
})

describe('company', () => {
  it('lists active companies only', async () => {
    vi.mocked(listCompanies).mockResolvedValue({ companies: [company('benova'), company('old', false)], total: 2 })
    const store = useCompanyStore()
    await store.load()
    expect(store.companies.map((c) => c.company_id)).toEqual(['benova'])
  })

  it('switching drops what belonged to the former one', async () => {
    vi.mocked(getCompany).mockImplementation(async (id) => details(id))
    vi.mocked(uploadFile).mockReturnValue({ done: new Promise(() => undefined), abort: vi.fn() })
    const store = useCompanyStore()
    await store.select('benova')
    useUploadsStore().add([new File(['x'], 'a.txt')])
    await store.select('medispa')
    expect(context.companyId).toBe('medispa')
    expect(store.treatmentKeys).toEqual(['medispa_facial'])
    expect(useUploadsStore().items).toEqual([])
  })

  it('ignores details that arrive after another switch', async () => {
    let release: (value: CompanyDetails) => void = () => undefined
    vi.mocked(getCompany).mockImplementation((id) =>
      id === 'slow' ? new Promise((resolve) => (release = resolve)) : Promise.resolve(details(id)),
    )
    const store = useCompanyStore()
    const first = store.select('slow')
    await store.select('medispa')
    release(details('slow'))
    await first
    expect(store.details?.company_id).toBe('medispa')
  })
})

describe('uploads', () => {
  it('send two at once and the next when one is done', async () => {
    const finish: ((value: never) => void)[] = []
    vi.mocked(uploadFile).mockImplementation(() => ({ done: new Promise((resolve) => finish.push(resolve)), abort: vi.fn() }))
    const uploads = useUploadsStore()
    uploads.add(['a', 'b', 'c'].map((name) => new File(['x'], name)))
    expect(uploads.items.map((i) => i.status)).toEqual(['sending', 'sending', 'waiting'])
    finish[0]!({ chunk_count: 4 } as never)
    await vi.waitFor(() => expect(uploads.items[2]!.status).toBe('sending'))
    expect(uploads.items[0]).toMatchObject({ status: 'done', chunks: 4 })
    expect(uploads.finished).toBe(1)
  })

  it('keep the reason of a refused file and can send it again', async () => {
    const refused = new ApiError('document_unreadable', '', 422, { reason: 'encrypted' })
    vi.mocked(uploadFile).mockReturnValueOnce({ done: Promise.reject(refused), abort: vi.fn() })
    const uploads = useUploadsStore()
    uploads.add([new File(['x'], 'locked.pdf')])
    await vi.waitFor(() => expect(uploads.items[0]!.status).toBe('error'))
    expect(uploads.items[0]!.error?.code).toBe('document_unreadable')
    vi.mocked(uploadFile).mockReturnValueOnce({ done: Promise.resolve({ chunk_count: 1 } as never), abort: vi.fn() })
    uploads.retry(uploads.items[0]!)
    await vi.waitFor(() => expect(uploads.items[0]!.status).toBe('done'))
  })

  it('stop when their company leaves the screen', () => {
    const abort = vi.fn()
    vi.mocked(uploadFile).mockReturnValue({ done: new Promise(() => undefined), abort })
    const uploads = useUploadsStore()
    uploads.add([new File(['x'], 'a.txt')])
    uploads.reset()
    expect(abort).toHaveBeenCalledOnce()
  })
})
