import { useToast } from '@nuxt/ui/composables'
import { useI18n } from 'vue-i18n'

import { ApiError } from '@/api/errors'
import { useErrorText } from './useErrorText'

/** Short notices at the edge of the screen. */
export function useNotify() {
  const toast = useToast()
  const { t } = useI18n()
  const { errorText } = useErrorText()

  /** `undo`: a way back while the notice is there. */
  function notifyDone(title: string, description?: string, undo?: { label: string; run: () => void }): void {
    const actions = undo ? [{ label: undo.label, color: 'neutral' as const, variant: 'outline' as const, onClick: undo.run }] : []
    toast.add({ title, description, color: 'success', icon: 'i-lucide-check', actions })
  }

  function notifyError(error: unknown): void {
    if (error instanceof ApiError && error.code === 'aborted') return
    const id = error instanceof ApiError ? error.requestId : null
    toast.add({
      title: errorText(error),
      description: id ? t('errors.requestId', { id }) : undefined,
      color: 'error',
      icon: 'i-lucide-circle-alert',
    })
  }

  return { notifyDone, notifyError }
}
