import { request, requestText } from './client'
import type { Appointment, NewAppointment, Slot } from './types'

const at = (id: string) => `/appointments/${encodeURIComponent(id)}`

/** Appointments between two local calendar days, `YYYY-MM-DD`, both included. */
export const listAppointments = (from: string, to: string) =>
  request<{ appointments: Appointment[]; total: number }>('/appointments', { query: { from, to } })

export const createAppointment = (appointment: NewAppointment) =>
  request<Appointment>('/appointments', { method: 'POST', body: appointment })

/** `start` without an offset is the company's local time. */
export const moveAppointment = (id: string, start: string) =>
  request<Appointment>(at(id), { method: 'PATCH', body: { start } })

/** How the visit ended. */
export const closeAppointment = (id: string, status: 'completed' | 'no_show') =>
  request<Appointment>(at(id), { method: 'PATCH', body: { status } })

/** The appointment for another calendar (iCalendar). */
export const getCalendarFile = (id: string) => requestText(`${at(id)}/calendar.ics`)

export const cancelAppointment = (id: string) => request<unknown>(at(id), { method: 'DELETE' })

/** Free times between two local days, both included, soonest first. */
export const freeSlotsBetween = (treatment: string, from: string, to: string) =>
  request<{ slots: Slot[] }>('/availability', { query: { treatment, from, to } })

export const freeSlots = (treatment: string, date: string) =>
  request<{ slots: Slot[]; duration_min: number }>('/availability', { query: { treatment, date } })
