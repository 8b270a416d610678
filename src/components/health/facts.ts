export interface Fact {
  key: string
  value: boolean | string
}

/** A health report as a flat list: booleans stay (they become lights), numbers and texts are shown as they are. */
export function flatFacts(report: Record<string, unknown>, prefix = ''): Fact[] {
  return Object.entries(report).flatMap(([name, value]) => {
    const key = prefix ? `${prefix}.${name}` : name
    if (value === null || value === undefined || name === 'company_id') return []
    if (typeof value === 'boolean') return [{ key, value }]
    if (Array.isArray(value)) return [{ key, value: value.map(String).join(', ') || '—' }]
    if (typeof value === 'object') return flatFacts(value as Record<string, unknown>, key)
    return [{ key, value: String(value) }]
  })
}
