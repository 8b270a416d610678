import { request } from './client'
import type { AgentType, Prompt, PromptPreview, PromptVersion } from './types'

const at = (agent: AgentType) => `/admin/prompts/${agent}`

export const listPrompts = () => request<{ prompts: Partial<Record<AgentType, Prompt>> }>('/admin/prompts')

export const getPrompt = (agent: AgentType) => request<Prompt>(at(agent))

export const savePrompt = (agent: AgentType, template: string) =>
  request<Prompt>(at(agent), { method: 'PUT', body: { template } })

/** Back to the template that comes with the product. */
export const resetPrompt = (agent: AgentType) => request<Prompt>(at(agent), { method: 'DELETE' })

/** What the agent would answer to a message with this template; nothing is stored. */
export const previewPrompt = (agent: AgentType, message: string, template?: string) =>
  request<PromptPreview>(`${at(agent)}/preview`, { method: 'POST', body: { message, template } })

export const listPromptVersions = (agent: AgentType) =>
  request<{ versions: PromptVersion[] }>(`${at(agent)}/versions`)

export const restorePrompt = (agent: AgentType, version: number) =>
  request<Prompt>(`${at(agent)}/restore`, { method: 'POST', body: { version } })
