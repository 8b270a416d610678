/** The people of the shared installation; each signs in with the same password. */
export const PASSWORD = 'cuatro gatos callados'
export const ADMIN_KEY = 'e2e-administrator-key-of-one-run-only'

export const PEOPLE = {
  operator: { email: 'operadora@example.org', name: 'Olga Operadora', role: 'platform_admin', companies: [] as string[] },
  owner: { email: 'duena@example.org', name: 'Diana Dueña', role: 'company_admin', companies: ['benova'] },
  viewer: { email: 'lectora@example.org', name: 'Lucía Lectora', role: 'viewer', companies: ['benova'] },
  leaver: { email: 'ausente@example.org', name: 'Alma Ausente', role: 'company_admin', companies: ['benova'] },
} as const

export type Person = keyof typeof PEOPLE

/** One call as the administrator's key, for what a scenario needs before it begins. */
export async function asAdministrator(url: string, method: string, path: string, body?: unknown, company?: string): Promise<unknown> {
  const headers: Record<string, string> = { 'X-API-Key': ADMIN_KEY, 'Content-Type': 'application/json' }
  if (company) headers['X-Company-ID'] = company
  const response = await fetch(`${url}/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
  return answer
}
