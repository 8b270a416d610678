import { useI18n } from 'vue-i18n'

import { ApiError } from '@/api/errors'

/** Says a failure in the reader's language; a code without words of its own falls back to its status. */
export function useErrorText() {
  const { t, te } = useI18n()

  function errorText(error: unknown): string {
    if (!(error instanceof ApiError)) return t('errors.unexpected')
    const reason = typeof error.details.reason === 'string' ? error.details.reason : ''
    const keys = [`errors.${error.code}_${reason}`, `errors.${error.code}`, `errors.http_${error.status}`]
    const known = keys.find((key) => te(key) || te(key, 'es'))
    return known ? t(known) : t('errors.unexpected')
  }

  /** A 422's messages beside their fields, those without a field of this form left out. */
  function fieldErrors(error: unknown): Record<string, string> {
    return error instanceof ApiError ? error.fields : {}
  }

  return { errorText, fieldErrors }
}
