/** Calendar days as `YYYY-MM-DD`: arithmetic without zones, so no day is lost at a clock change. */

export function today(zone?: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date())
}

/** The calendar day, in a zone, of an ISO 8601 moment. */
export function dayOf(moment: string, zone?: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(moment))
}

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** The seven days, Monday first, of the week that holds `day`. */
export function weekOf(day: string): string[] {
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, i) => addDays(day, i - weekday))
}

/** The wall clock, in a zone, of an ISO 8601 moment: `YYYY-MM-DDTHH:MM:SS` without an offset. */
export function wallTime(moment: string, zone?: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return parts.format(new Date(moment)).replace(' ', 'T')
}
