/** Every failure the panel can meet, from the server or from the way to it. */

export type ErrorDetails = Record<string, unknown>

export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
    readonly details: ErrorDetails = {},
    readonly requestId: string | null = null,
  ) {
    super(message)
  }

  /** Messages per field of a 422 (`details` maps field → messages), nested ones by dotted path. */
  get fields(): Record<string, string> {
    return this.status === 422 ? flatten(this.details) : {}
  }
}

function flatten(value: unknown, path = ''): Record<string, string> {
  if (typeof value === 'string') return { [path]: value }
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return { [path]: value.join(' ') }
  }
  if (typeof value !== 'object' || value === null) return {}
  const found: Record<string, string> = {}
  for (const [key, inner] of Object.entries(value)) {
    Object.assign(found, flatten(inner, path ? `${path}.${key}` : key))
  }
  return found
}

/** Reads the error envelope `{error: {code, message, details, request_id}}`; anything else is `http_error`. */
export function errorFromBody(status: number, body: unknown, requestId: string | null): ApiError {
  const envelope = (body as { error?: Record<string, unknown> } | null)?.error
  if (!envelope || typeof envelope.code !== 'string') {
    return new ApiError('http_error', `HTTP ${status}`, status, {}, requestId)
  }
  return new ApiError(
    envelope.code,
    String(envelope.message ?? ''),
    status,
    (envelope.details ?? {}) as ErrorDetails,
    (envelope.request_id as string | undefined) ?? requestId,
  )
}
