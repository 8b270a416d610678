import { createI18n } from 'vue-i18n'

import type { Language } from '@/api/types'

export const LANGUAGES: Language[] = ['es', 'en', 'pt']
const STORAGE_KEY = 'panel-language'

type Messages = Record<string, Record<string, string>>

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  es: () => import('./es'),
  en: () => import('./en'),
  pt: () => import('./pt'),
}

export const i18n = createI18n({
  legacy: false,
  locale: 'es',
  fallbackLocale: 'es',
  messages: {} as Record<string, Messages>,
})

/** The reader's own choice, else the browser's language, else Spanish. */
export function storedLanguage(): Language {
  const wanted = localStorage.getItem(STORAGE_KEY) ?? navigator.language.slice(0, 2)
  return LANGUAGES.find((language) => language === wanted) ?? 'es'
}

/** Fetches the language's texts once, then shows them everywhere. */
export async function setLanguage(language: Language): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    i18n.global.setLocaleMessage(language, (await loaders[language]()).default)
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language
  localStorage.setItem(STORAGE_KEY, language)
}
