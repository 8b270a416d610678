/** The places that the picture and accessibility runs visit. `{c}` is a company, `act` brings a view to life. */
const ask = async (page, text) => {
  await page.locator('#main section textarea, #main section input').last().fill(text)
  await page.keyboard.press('Enter')
  await page.locator('[role=status] .dot').first().waitFor({ state: 'detached', timeout: 20_000 })
}

const tab = (value) => `/c/{c}/knowledge?tab=${value}`

export const VIEWS = [
  { name: 'overview', path: '/overview' },
  { name: 'companies', path: '/companies' },
  { name: 'company-new', path: '/companies/new' },
  { name: 'people', path: '/people' },
  {
    name: 'keys',
    path: '/people',
    act: (page) => page.getByRole('tab').nth(1).click(),
  },
  { name: 'audit', path: '/audit' },
  { name: 'health', path: '/health' },
  {
    name: 'try',
    path: '/c/{c}/try',
    act: async (page) => {
      await ask(page, '¿Cuánto cuesta un botox y cuándo tienen disponible?')
      await ask(page, '¿Qué cuidados debo tener después?')
    },
  },
  {
    name: 'try-draft',
    path: '/c/{c}/try',
    act: async (page) => {
      await page.locator('#main header button').first().click()
      await ask(page, '¿Cuánto cuesta un botox?')
    },
  },
  { name: 'home', path: '/c/{c}' },
  { name: 'knowledge', path: '/c/{c}/knowledge' },
  { name: 'knowledge-answers', path: tab('answers') },
  { name: 'knowledge-open', path: tab('open') },
  {
    name: 'knowledge-search',
    path: tab('search'),
    act: async (page) => {
      await page.getByRole('search').getByRole('searchbox').fill('cuidados después de botox')
      await page.keyboard.press('Enter')
      await page.locator('ol > li').first().waitFor()
    },
  },
  {
    name: 'document',
    path: '/c/{c}/knowledge',
    act: async (page) => {
      await page.locator('#main ul > li button').first().click()
      await page.getByRole('dialog').getByRole('tab').nth(1).click()
    },
  },
  {
    name: 'conversations',
    path: '/c/{c}/conversations',
    act: async (page) => {
      await page.locator('#main a[href*="/conversations/"]').first().click()
      await page.locator('[role=log] li').first().waitFor()
    },
  },
  {
    name: 'appointments',
    path: '/c/{c}/appointments',
    act: async (page) => {
      await page.getByRole('button', { name: 'Siguiente' }).click() // today may be a closed day
      await page.locator('.fc-event, #main article').first().waitFor()
    },
  },
  {
    name: 'appointment-new',
    path: '/c/{c}/appointments',
    act: async (page) => {
      await page.locator('#main header button').first().click()
      await page.getByRole('dialog').getByRole('combobox').click()
      await page.getByRole('option').first().click()
      await page.locator('fieldset button').first().waitFor({ timeout: 10_000 })
    },
  },
  { name: 'agents', path: '/c/{c}/agents' },
  { name: 'prompt', path: '/c/{c}/agents/sales' },
  { name: 'settings', path: '/c/{c}/settings' },
  {
    name: 'settings-chatwoot',
    path: '/c/{c}/settings',
    act: (page) => page.locator('#section-chatwoot').scrollIntoViewIfNeeded(),
  },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'setup', path: '/setup?token=example' },
  { name: 'not-found', path: '/nowhere' },
]
