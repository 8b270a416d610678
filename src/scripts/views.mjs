/** The places that the picture and accessibility runs visit. `{c}` is a company, `act` brings a view to life. */
const ask = async (page, text) => {
  await page.getByRole('textbox').last().fill(text)
  await page.keyboard.press('Enter')
  await page.locator('[role=status] .dot').first().waitFor({ state: 'detached', timeout: 20_000 })
}

export const VIEWS = [
  { name: 'overview', path: '/overview' },
  { name: 'companies', path: '/companies' },
  { name: 'company-new', path: '/companies/new' },
  { name: 'health', path: '/health' },
  { name: 'home', path: '/c/{c}' },
  {
    name: 'try',
    path: '/c/{c}/try',
    act: async (page) => {
      await ask(page, '¿Cuánto cuesta un botox y cuándo tienen disponible?')
      await ask(page, '¿Qué cuidados debo tener después?')
    },
  },
  { name: 'knowledge', path: '/c/{c}/knowledge' },
  {
    name: 'knowledge-search',
    path: '/c/{c}/knowledge',
    act: async (page) => {
      await page.getByRole('tab').nth(1).click()
      await page.getByRole('search').getByRole('searchbox').fill('cuidados después de botox')
      await page.keyboard.press('Enter')
      await page.locator('ol > li').first().waitFor()
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
  { name: 'appointments', path: '/c/{c}/appointments' },
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
  { name: 'settings', path: '/c/{c}/settings' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'not-found', path: '/nowhere' },
]
