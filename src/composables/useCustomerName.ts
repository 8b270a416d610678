import { useI18n } from 'vue-i18n'

import { PANEL_USER_PREFIX } from './useChatTest'

/** A readable name for a user id: the inbox's contact number, a test of this panel, or the id itself. */
export function useCustomerName() {
  const { t } = useI18n()

  function customerName(userId: string): string {
    const contact = /^chatwoot_contact_(\d+)$/.exec(userId)
    if (contact) return t('conversations.contact', { id: contact[1] })
    if (userId.startsWith(PANEL_USER_PREFIX)) {
      return t('conversations.panelTest', { id: userId.slice(PANEL_USER_PREFIX.length) })
    }
    return userId
  }

  return { customerName }
}
