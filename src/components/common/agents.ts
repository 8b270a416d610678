/** One picture per agent, the same everywhere. */
export const AGENT_ICONS: Record<string, string> = {
  router: 'i-lucide-split',
  emergency: 'i-lucide-siren',
  sales: 'i-lucide-tag',
  support: 'i-lucide-life-buoy',
  schedule: 'i-lucide-calendar-check',
  availability: 'i-lucide-calendar-search',
  human_agent: 'i-lucide-user-round',
}
