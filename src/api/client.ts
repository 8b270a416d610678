import { authHeaders, companySignal, context } from './context'
import { ApiError, errorFromBody } from './errors'

const TIMEOUT_MS = 60_000

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  /** Another company than the one on screen, or `null` for the whole installation. */
  company?: string | null
  text?: boolean
}

/**
 * The panel's only `fetch`. `path` is below `/api`.
 *
 * Raises: ApiError; code `aborted` when the company on screen changed meanwhile.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await answer(path, options)).body as T
}

/** As `request`, for answers that are a file: calendar, JSON lines, CSV. */
export async function requestText(path: string, options: RequestOptions = {}): Promise<string> {
  return (await answer(path, { ...options, text: true })).body as string
}

async function answer(path: string, options: RequestOptions, again = true): Promise<{ body: unknown }> {
  const response = await send(path, options)
  const body = response.ok && options.text ? await response.text() : await readJson(response)
  if (response.ok) return { body }
  const error = errorFromBody(response.status, body, response.headers.get('X-Request-ID'))
  if (error.code === 'csrf_failed' && again) {
    await context.onCsrfFailed()
    return answer(path, options, false)
  }
  if (response.status === 401) context.onUnauthorized()
  throw error
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET'
  const company = options.company === undefined ? context.companyId : options.company
  const headers = authHeaders(method, company)
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  try {
    return await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      signal: requestSignal(options),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    })
  } catch (reason) {
    throw connectionError(reason)
  }
}

/** Work for the company on screen ends with it; work for the installation only by its time limit. */
function requestSignal(options: RequestOptions): AbortSignal {
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  return options.company === undefined ? AbortSignal.any([companySignal(), limit]) : limit
}

function connectionError(reason: unknown): ApiError {
  const name = reason instanceof Error ? reason.name : ''
  if (name === 'AbortError') return new ApiError('aborted', 'The company on screen changed')
  if (name === 'TimeoutError') return new ApiError('timeout', 'The server took too long')
  return new ApiError('network_error', 'The server cannot be reached')
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null
  try {
    return await response.json()
  } catch (reason) {
    if (!response.ok) return null // a proxy's page: the status says enough
    throw connectionError(reason)
  }
}

export function apiUrl(path: string, query: RequestOptions['query'] = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  const search = params.toString()
  return `/api${path}${search ? `?${search}` : ''}`
}
