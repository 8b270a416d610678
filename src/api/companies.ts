import { request } from './client'
import type { Agent, Company, CompanyDetails, CompanySettings, CompanyStats, CompanyVersion, PurgeReport, ReloadReport } from './types'

const at = (id: string) => `/companies/${encodeURIComponent(id)}`
const adminAt = (id: string) => `/admin${at(id)}`

export const listCompanies = () =>
  request<{ companies: Company[]; total: number }>('/companies', { company: null })

/** Every company, inactive ones too; needs a platform administrator. */
export const listAllCompanies = () =>
  request<{ companies: CompanySettings[]; total: number }>('/admin/companies', { company: null })

/** Everything an administrator may edit; secrets arrive as `"***"` or empty. */
export const getCompanySettings = (id: string) => request<CompanySettings>(adminAt(id), { company: id })

export const getCompany = (id: string) => request<CompanyDetails>(at(id), { company: id })

export const getAgents = (id: string) => request<{ agents: Agent[] }>(`${at(id)}/agents`, { company: id })

export const getStats = (id: string) => request<CompanyStats>(`${at(id)}/stats`, { company: id })

export const createCompany = (fields: Record<string, unknown>) =>
  request<CompanySettings>('/admin/companies', { method: 'POST', body: fields, company: null })

export const updateCompany = (id: string, fields: Record<string, unknown>) =>
  request<CompanySettings>(adminAt(id), { method: 'PUT', body: fields, company: id })

export const deactivateCompany = (id: string) =>
  request<unknown>(adminAt(id), { method: 'DELETE', company: id })

export const clearCache = (id: string) =>
  request<{ cleared: boolean }>(`${adminAt(id)}/clear-cache`, { method: 'POST', company: id })

export const reloadConfig = () =>
  request<ReloadReport>('/admin/companies/reload-config', { method: 'POST', company: null })

/** Earlier configurations, newest first. */
export const listCompanyVersions = (id: string) =>
  request<{ versions: CompanyVersion[] }>(`${adminAt(id)}/versions`, { company: id })

/** An earlier configuration in force again; secrets stay. */
export const restoreCompany = (id: string, version: number) =>
  request<CompanySettings>(`${adminAt(id)}/restore`, { method: 'POST', body: { version }, company: id })

/** The configuration without its secrets. */
export const exportCompany = (id: string) => request<unknown>(`${adminAt(id)}/export`, { company: id })

/** Removes everything of a company for good; the answer says what. */
export const purgeCompany = (id: string) =>
  request<PurgeReport>(adminAt(id), { method: 'DELETE', query: { purge: true, confirm: id }, company: id })
