import { request, requestText } from './client'
import type { Analytics, Diagnostics, IntegrationTest, OverviewCompany } from './types'

export type Granularity = 'hour' | 'day' | 'week'

/** Figures between two local calendar days, both included; `compare` adds the stretch before. */
export const getAnalytics = (from: string, to: string, granularity: Granularity) =>
  request<Analytics>('/analytics', { query: { from, to, granularity, compare: true } })

export const getAnalyticsCsv = (from: string, to: string, granularity: Granularity) =>
  requestText('/analytics', { query: { from, to, granularity, format: 'csv' } })

/** Every company one may see, as it goes today. */
export const getOverview = () =>
  request<{ companies: OverviewCompany[]; total: number }>('/admin/overview', { company: null })

export const getDiagnostics = () => request<Diagnostics>('/admin/diagnostics', { company: null })

/** Calls a dependency of the company on screen once. */
export const testIntegration = (integration: string) =>
  request<IntegrationTest>(`/admin/diagnostics/test/${encodeURIComponent(integration)}`, { method: 'POST' })
