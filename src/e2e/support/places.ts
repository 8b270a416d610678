import type { Page } from 'playwright-core'
import type { RouteRecordRaw } from 'vue-router'

import { routes } from '../../router/routes'
import { main } from './browser'

export interface Place {
  name: string
  path: string
  /** Seen by somebody who has not signed in. */
  public: boolean
  /** Brings the view to the state that is looked at. */
  act?: (page: Page) => Promise<void>
}

const PARAMS: Record<string, string> = { companyId: 'benova', agent: 'sales', userId: '', rest: 'nowhere' }

const fill = (path: string) => path.replace(/:(\w+)(\(.*?\))?[?*]*/g, (_all, name: string) => PARAMS[name] ?? 'x').replace(/\/+$/, '') || '/'

function ofRoutes(records: readonly RouteRecordRaw[], above = ''): Place[] {
  return records.flatMap((record) => {
    const path = record.path.startsWith('/') ? record.path : `${above}/${record.path}`
    if (record.children) return ofRoutes(record.children, path)
    if (record.name === 'root') return [] // always redirected
    return [{ name: String(record.name), path: fill(path), public: record.meta?.public === true }]
  })
}

async function ask(page: Page, text: string): Promise<void> {
  const answers = main(page).getByRole('button', { name: 'Por qué esta respuesta' })
  const before = await answers.count()
  await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill(text)
  await page.keyboard.press('Enter')
  await answers.nth(before).waitFor()
}

async function openTalk(page: Page, person: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(`^${person}`) }).click()
  await page.getByRole('log').getByRole('listitem').first().waitFor()
}

/** What a view looks like in use, where that is more than its first sight. */
const ACTS: Record<string, Place['act']> = {
  try: async (page) => {
    await ask(page, '¿Cuánto cuesta un botox y cuándo tienen disponible?')
    await ask(page, '¿Qué cuidados debo tener después?')
  },
  appointments: (page) => page.getByRole('button', { name: 'Siguiente' }).click(), // today may be a closed day
  conversations: (page) => openTalk(page, 'camila.torres'),
}

const at = (name: string, path: string, act?: Place['act']): Place => ({ name, path: `/c/benova${path}`, public: false, act })

/** States of views that have a face of their own. */
const MORE: Place[] = [
  at('conversations-list', '/conversations'),
  at('conversations-emergency', '/conversations', (page) => openTalk(page, 'sofia.rincon')),
  at('conversations-why', '/conversations', async (page) => {
    await openTalk(page, 'camila.torres')
    await page.getByRole('log').getByRole('button', { name: /Por qué/ }).first().click()
    await page.getByText('Qué se entendió').waitFor()
  }),
  at('try-empty', '/try', async (page) => {
    await page.getByRole('button', { name: 'Empezar de nuevo' }).click()
    await page.getByText('Escriba como si fuera un cliente').waitFor()
  }),
  at('try-draft', '/try', async (page) => {
    await page.getByRole('button', { name: 'Comparar con un borrador' }).click()
    await ask(page, '¿Cuánto cuesta un botox?')
  }),
  at('knowledge-answers', '/knowledge?tab=answers'),
  at('knowledge-open', '/knowledge?tab=open'),
  at('knowledge-search', '/knowledge?tab=search', async (page) => {
    await main(page).getByRole('searchbox').fill('cuidados después de botox')
    await page.keyboard.press('Enter')
    await main(page).getByRole('listitem').first().waitFor()
  }),
  at('knowledge-document', '/knowledge', async (page) => {
    await main(page).getByRole('list').getByRole('button').first().click()
    await page.getByRole('dialog').getByRole('tab', { name: 'Fragmentos' }).click()
  }),
  at('appointment-new', '/appointments', async (page) => {
    await page.getByRole('button', { name: 'Nueva cita' }).click()
    await page.getByRole('dialog').getByRole('combobox').click()
    await page.getByRole('option').first().click()
    await page.getByRole('dialog').getByLabel('Nombre').waitFor()
    const firstFree = page.getByRole('dialog').getByRole('button', { name: 'Primer día libre' })
    const times = page.getByRole('dialog').getByRole('group', { name: 'Horarios libres' }).getByRole('button', { name: /^\d\d:/ })
    await firstFree.or(times.first()).waitFor()
    if (await firstFree.isVisible()) await firstFree.click()
    await times.nth(2).click()
  }),
  at('settings-chatwoot', '/settings', async (page) => {
    await page.locator('#section-chatwoot').scrollIntoViewIfNeeded()
  }),
  at('integrations-targets', '/integrations?tab=targets'),
  at('integrations-tools', '/integrations?tab=tools'),
  at('integrations-new', '/integrations', (page) => main(page).getByRole('button', { name: 'Agregar webhook' }).first().click()),
  { name: 'keys', path: '/people', public: false, act: (page) => page.getByRole('tab', { name: 'Llaves de API' }).click() },
  {
    name: 'company-delete',
    path: '/companies',
    public: false,
    act: async (page) => {
      await page.getByRole('button', { name: 'Acciones para Benova' }).click()
      await page.getByRole('menuitem', { name: 'Eliminar para siempre' }).click()
      await page.getByRole('dialog').getByRole('textbox').waitFor()
    },
  },
]

/** Every view of the router, so that a new one is looked at as soon as it exists. */
export const VIEWS: Place[] = ofRoutes(routes).map((place) => ({ ...place, act: ACTS[place.name] }))
export const PLACES: Place[] = [...VIEWS, ...MORE]

/** Opens a place and waits until it has come to rest. */
export async function go(page: Page, place: Place): Promise<void> {
  await page.goto(place.path)
  await atRest(page)
  await place.act?.(page)
  await atRest(page)
}

/** Something is there, nothing says that it loads, and it has been painted. */
async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('h1, h2, form') && !document.querySelector('[aria-busy=true]'))
  await painted(page)
}

const painted = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))))

/** Light or dark, as the system asks for it; done when the page has changed its colours. */
export async function wear(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await page.waitForFunction((name) => document.documentElement.classList.contains(name), theme)
  await painted(page)
}
