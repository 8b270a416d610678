import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'

import { useCompanyStore } from '@/stores/company'
import { useSessionStore } from '@/stores/session'

export interface NavItem {
  name: string
  label: string
  icon: string
  to: RouteLocationRaw
}

const COMPANY_PLACES: [string, string][] = [
  ['home', 'i-lucide-house'],
  ['try', 'i-lucide-message-circle-heart'],
  ['conversations', 'i-lucide-messages-square'],
  ['appointments', 'i-lucide-calendar-days'],
  ['knowledge', 'i-lucide-book-open-text'],
  ['agents', 'i-lucide-users-round'],
  ['integrations', 'i-lucide-plug'],
  ['settings', 'i-lucide-sliders-horizontal'],
]

const PLATFORM_PLACES: [string, string][] = [
  ['overview', 'i-lucide-layout-dashboard'],
  ['companies', 'i-lucide-building-2'],
  ['people', 'i-lucide-users'],
  ['audit', 'i-lucide-scroll-text'],
  ['health', 'i-lucide-activity'],
]

/** Where one can go: places of the company on screen, and of the installation. */
export function useNavigation() {
  const { t } = useI18n()
  const company = useCompanyStore()
  const session = useSessionStore()

  const companyItems = computed<NavItem[]>(() => {
    const companyId = company.currentId
    if (!companyId) return []
    // Who may only look is refused what holds addresses and secrets.
    return COMPANY_PLACES.filter(([name]) => name !== 'integrations' || session.canWrite).map(([name, icon]) => ({
      name,
      icon,
      label: t(`nav.${name}`),
      to: { name, params: { companyId } },
    }))
  })

  const platformItems = computed<NavItem[]>(() =>
    PLATFORM_PLACES.map(([name, icon]) => ({ name, icon, label: t(`nav.${name}`), to: { name } })),
  )

  return { companyItems, platformItems }
}
