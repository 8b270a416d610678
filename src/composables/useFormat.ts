import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

import { useCompanyStore } from '@/stores/company'

/** Dates in the company's zone, money in its currency, all in the reader's language. */
export function useFormat() {
  const { locale } = useI18n()
  const company = useCompanyStore()

  const zone = computed(() => company.current?.timezone)
  const currency = computed(() => company.current?.currency ?? 'USD')

  function format(value: string | Date, options: Intl.DateTimeFormatOptions): string {
    const date = typeof value === 'string' ? new Date(value) : value
    if (Number.isNaN(date.getTime())) return '—'
    return new Intl.DateTimeFormat(locale.value, { timeZone: zone.value, ...options }).format(date)
  }

  const time = (value: string | Date) => format(value, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const date = (value: string | Date, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }) => format(value, options)
  const dateTime = (value: string | Date) => format(value, { dateStyle: 'medium', timeStyle: 'short' })

  /** A calendar day written `YYYY-MM-DD` has no zone: read it as noon UTC, show it as UTC. */
  function day(value: string, options: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' }) {
    return format(`${value}T12:00:00Z`, { ...options, timeZone: 'UTC' })
  }

  /** "3 min ago" up to a week, then the date. */
  function ago(value: string): string {
    const seconds = (new Date(value).getTime() - Date.now()) / 1000
    const units: [Intl.RelativeTimeFormatUnit, number][] = [['minute', 60], ['hour', 3600], ['day', 86_400]]
    const [unit, size] = units.findLast(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60]
    if (Math.abs(seconds) > 7 * 86_400) return date(value)
    return new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' }).format(Math.round(seconds / size), unit)
  }

  function number(value: number, digits = 0): string {
    return new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits }).format(value)
  }

  /** A span of time: milliseconds below a second, else seconds. */
  function duration(ms: number | null): string {
    if (ms === null) return '—'
    return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000, 1)} s`
  }

  function money(value: number): string {
    return new Intl.NumberFormat(locale.value, {
      style: 'currency',
      currency: currency.value,
      maximumFractionDigits: 0,
    }).format(value)
  }

  return { time, date, dateTime, day, ago, number, duration, money, zone }
}
