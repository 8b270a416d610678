import { createSharedComposable, useColorMode, useStorage } from '@vueuse/core'
import { en, es, pt_br } from '@nuxt/ui/locale'
import { computed } from 'vue'

import type { Language } from '@/api/types'
import { i18n, setLanguage } from '@/i18n'

const WIDGET_LOCALES = { es, en, pt: pt_br }

/** What a reader chooses for this browser: language and light or dark. */
export const usePreferences = createSharedComposable(() => {
  const colorMode = useColorMode({ storageKey: 'panel-theme', disableTransition: false })
  const lastCompany = useStorage<string | null>('panel-company', null)

  const language = computed<Language>({
    get: () => i18n.global.locale.value as Language,
    set: (value) => void setLanguage(value),
  })
  const widgetLocale = computed(() => WIDGET_LOCALES[language.value])
  const isDark = computed({
    get: () => colorMode.state.value === 'dark',
    set: (dark) => (colorMode.value = dark ? 'dark' : 'light'),
  })

  return { language, widgetLocale, isDark, lastCompany }
})
