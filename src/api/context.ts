/**
 * Who is asking, and for which company: what every request carries. The stores write it; the client reads it.
 */
interface RequestContext {
  companyId: string | null
  csrfToken: string | null
  /** A key somebody signed in with. In memory only: closing or reloading the page forgets it. */
  apiKey: string | null
  onUnauthorized: () => void
  /** Fetches the session's token again: another tab may have signed in since. */
  onCsrfFailed: () => Promise<void>
}

export const context: RequestContext = {
  companyId: null,
  csrfToken: null,
  apiKey: null,
  onUnauthorized: () => undefined,
  onCsrfFailed: async () => undefined,
}

let companyRequests = new AbortController()

/** Ends with the company on screen: an answer about the former company can't arrive late. */
export function companySignal(): AbortSignal {
  return companyRequests.signal
}

export function selectCompany(companyId: string | null): void {
  if (companyId === context.companyId) return
  companyRequests.abort()
  companyRequests = new AbortController()
  context.companyId = companyId
}

export function authHeaders(method: string, companyId: string | null): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (companyId) headers['X-Company-ID'] = companyId
  if (context.apiKey) headers['X-API-Key'] = context.apiKey
  if (context.csrfToken && method !== 'GET') headers['X-CSRF-Token'] = context.csrfToken
  return headers
}
