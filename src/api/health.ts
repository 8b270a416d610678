import { request } from './client'
import type { CompanyHealth, SystemHealth, VectorStoreHealth } from './types'

export const getHealth = () => request<SystemHealth>('/health', { company: null })

export const getCompanyHealth = (id: string) =>
  request<CompanyHealth>(`/health/company/${encodeURIComponent(id)}`, { company: id })

export const getCompaniesHealth = () =>
  request<{ total: number; companies: Record<string, CompanyHealth> }>('/health/companies', { company: null })

export const getVectorStoreHealth = () =>
  request<{ companies: Record<string, VectorStoreHealth> }>('/admin/vectorstore/health', { company: null })
