import { beforeEach, describe, expect, it, vi } from 'vitest'

import { apiUrl, request } from '@/api/client'
import { context, selectCompany } from '@/api/context'
import { ApiError } from '@/api/errors'

function answer(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const fetchMock = vi.fn<typeof fetch>(async () => new Response(JSON.stringify(body), { status, headers }))
  vi.stubGlobal('fetch', fetchMock)
  return fetchMock
}

const headersOf = (mock: ReturnType<typeof answer>) => mock.mock.calls[0]![1]!.headers as Record<string, string>

async function failure(work: Promise<unknown>): Promise<ApiError> {
  const reason = await work.then(() => null, (error: unknown) => error)
  expect(reason).toBeInstanceOf(ApiError)
  return reason as ApiError
}

beforeEach(() => {
  selectCompany(null)
  Object.assign(context, { csrfToken: null, onUnauthorized: vi.fn() })
})

describe('what a request carries', () => {
  it('names the company on screen', async () => {
    selectCompany('benova')
    const mock = answer({ ok: true })
    await request('/documents')
    expect(headersOf(mock)['X-Company-ID']).toBe('benova')
  })

  it('names another company when asked, so header and path never differ', async () => {
    selectCompany('benova')
    const mock = answer({})
    await request('/companies/medispa', { company: 'medispa' })
    expect(headersOf(mock)['X-Company-ID']).toBe('medispa')
  })

  it('names none for the whole installation', async () => {
    selectCompany('benova')
    const mock = answer({})
    await request('/companies', { company: null })
    expect(headersOf(mock)).not.toHaveProperty('X-Company-ID')
  })

  it('sends the CSRF token with changes only', async () => {
    context.csrfToken = 'token'
    const reading = answer({})
    await request('/documents')
    expect(headersOf(reading)).not.toHaveProperty('X-CSRF-Token')
    const writing = answer({})
    await request('/documents', { method: 'POST', body: {} })
    expect(headersOf(writing)['X-CSRF-Token']).toBe('token')
  })

  it('leaves empty query values out', () => {
    expect(apiUrl('/conversations', { page: 1, q: '', status: undefined })).toBe('/api/conversations?page=1')
  })
})

describe('failures', () => {
  it('turn the error envelope into an ApiError', async () => {
    answer({ error: { code: 'slot_taken', message: 'Taken', details: { start: 'x' }, request_id: 'r-1' } }, 409)
    const error = await failure(request('/appointments', { method: 'POST', body: {} }))
    expect(error).toMatchObject({ code: 'slot_taken', status: 409, requestId: 'r-1', details: { start: 'x' } })
  })

  it('of a proxy, without envelope, keep status and request id', async () => {
    vi.stubGlobal('fetch', async () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'X-Request-ID': 'r-2' } }))
    expect(await failure(request('/health'))).toMatchObject({ code: 'http_error', status: 502, requestId: 'r-2' })
  })

  it('of the network are told apart from a company change', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
    expect((await failure(request('/health'))).code).toBe('network_error')
  })

  it('with 401 send the reader to sign in', async () => {
    answer({ error: { code: 'unauthorized', message: '' } }, 401)
    await failure(request('/documents'))
    expect(context.onUnauthorized).toHaveBeenCalledOnce()
  })

  it('of validation map fields, nested ones by path, to messages', () => {
    const error = new ApiError('validation_error', '', 422, {
      company_name: ['Missing data.'],
      emergency: { protocol: { es: ['Too long.', 'Bad.'] } },
    })
    expect(error.fields).toEqual({ company_name: 'Missing data.', 'emergency.protocol.es': 'Too long. Bad.' })
  })
})

it('switching company ends what was asked for the former one', async () => {
  selectCompany('benova')
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => new Promise((_resolve, reject) => {
    init.signal!.addEventListener('abort', () => reject(init.signal!.reason))
  }))
  const late = failure(request('/documents'))
  selectCompany('medispa')
  expect((await late).code).toBe('aborted')
})
