import { request } from './client'
import type { components } from './schema'

type Schemas = components['schemas']

export type Webhook = Schemas['Webhook']
export type WebhookList = Schemas['WebhookList']
export type Delivery = Schemas['Delivery']
export type NotificationTarget = Schemas['NotificationTarget']
export type NotificationTargetList = Schemas['NotificationTargetList']
export type Notification = Schemas['Notification']

export interface WebhookFields {
  name?: string
  url?: string
  events?: string[]
  include_content?: boolean
  is_active?: boolean
}

/** `url` only where it is new: the server never tells it again. */
export interface TargetFields {
  name?: string
  url?: string
  kinds?: string[]
  is_active?: boolean
}

const webhookAt = (id: string) => `/admin/webhooks/${encodeURIComponent(id)}`
const targetAt = (id: string) => `/admin/notifications/${encodeURIComponent(id)}`

export const listWebhooks = () => request<WebhookList>('/admin/webhooks')

/** The only answer, beside the one of `renewSecret`, that carries the signing secret. */
export const createWebhook = (fields: WebhookFields) =>
  request<Webhook & { secret: string }>('/admin/webhooks', { method: 'POST', body: fields })

export const updateWebhook = (id: string, fields: WebhookFields) =>
  request<Webhook>(webhookAt(id), { method: 'PUT', body: fields })

export const deleteWebhook = (id: string) => request<unknown>(webhookAt(id), { method: 'DELETE' })

export const renewSecret = (id: string) =>
  request<Webhook & { secret: string }>(`${webhookAt(id)}/secret`, { method: 'POST' })

export const testWebhook = (id: string) => request<Delivery>(`${webhookAt(id)}/test`, { method: 'POST' })

export const listDeliveries = (id: string, page: number, pageSize: number) =>
  request<{ deliveries: Delivery[]; total: number }>(`${webhookAt(id)}/deliveries`, {
    query: { page, page_size: pageSize },
  })

export const resendDelivery = (id: string, delivery: string) =>
  request<Delivery>(`${webhookAt(id)}/deliveries/${encodeURIComponent(delivery)}/resend`, { method: 'POST' })

export const listTargets = () => request<NotificationTargetList>('/admin/notifications')

export const createTarget = (fields: TargetFields) =>
  request<NotificationTarget>('/admin/notifications', { method: 'POST', body: fields })

export const updateTarget = (id: string, fields: TargetFields) =>
  request<NotificationTarget>(targetAt(id), { method: 'PUT', body: fields })

export const deleteTarget = (id: string) => request<unknown>(targetAt(id), { method: 'DELETE' })

export const testTarget = (id: string) =>
  request<{ results: { target_id: string; ok: boolean; reason: string }[] }>('/admin/notifications/test', {
    method: 'POST',
    body: { target_id: id },
  })

export const listNotices = (page: number, pageSize: number) =>
  request<{ notifications: Notification[]; total: number }>('/admin/notifications/log', {
    query: { page, page_size: pageSize },
  })

export type HttpTool = Schemas['HttpTool']
export type HttpToolTried = Schemas['HttpToolTried']

/** `headers` only where they are new: the server never tells their values again. */
export interface ToolFields {
  name?: string
  examples?: string[]
  keywords?: string[]
  url_template?: string
  headers?: Record<string, string>
  fields?: Record<string, string>
  answer_template?: string
  timeout_s?: number
  is_active?: boolean
}

const toolAt = (id: string) => `/admin/tools/${encodeURIComponent(id)}`

export const listTools = () =>
  request<{ tools: HttpTool[]; total: number; available_placeholders: string[] }>('/admin/tools')

export const createTool = (fields: ToolFields) => request<HttpTool>('/admin/tools', { method: 'POST', body: fields })

export const updateTool = (id: string, fields: ToolFields) =>
  request<HttpTool>(toolAt(id), { method: 'PUT', body: fields })

export const deleteTool = (id: string) => request<unknown>(toolAt(id), { method: 'DELETE' })

export const tryTool = (id: string, message: string) =>
  request<HttpToolTried>(`${toolAt(id)}/try`, { method: 'POST', body: { message } })
