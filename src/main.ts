import './assets/main.css'

import ui from '@nuxt/ui/vue-plugin'
import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { i18n, setLanguage, storedLanguage } from './i18n'
import { createPanelRouter } from './router'

async function start(): Promise<void> {
  await setLanguage(storedLanguage())
  const app = createApp(App)
  app.use(createPinia())
  app.use(i18n)
  app.use(createPanelRouter())
  app.use(ui)
  app.mount('#app')
}

void start()
