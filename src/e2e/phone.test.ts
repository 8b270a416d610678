import type { Page } from 'playwright-core'

import { expect, main, scenario } from './support/browser'

const PHONE = { width: 390, height: 844 }

scenario('an owner with a phone teaches, tries and books with a thumb', async ({ visitor }) => {
  const page = await visitor.as('owner', { size: PHONE })
  await page.goto('/')
  await main(page).getByRole('heading', { name: 'Benova Medicina Estética' }).waitFor()

  await page.getByRole('button', { name: 'Abrir el menú' }).tap()
  const menu = page.getByRole('dialog', { name: 'Menú' })
  await menu.getByRole('link', { name: 'Conocimiento' }).tap()
  await menu.waitFor({ state: 'hidden' })
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Elegir archivos' }).tap()
  const buffer = Buffer.from('# Parqueadero de motos\n\nLas motos se guardan en el sótano 3 y pagan $2.300 por hora.')
  await (await chooser).setFiles({ name: 'motos.md', mimeType: 'text/markdown', buffer })
  await main(page).getByText(/^Listo: \d+ fragmento/).waitFor()

  const quick = page.getByRole('navigation', { name: 'Navegación rápida' })
  await quick.getByRole('link', { name: 'Probar' }).tap()
  await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('¿Cuánto paga una moto en el parqueadero?')
  await page.getByRole('button', { name: 'Enviar' }).tap()
  await main(page).getByText('2.300').waitFor()
  await main(page).getByRole('button', { name: 'Por qué esta respuesta' }).tap()
  const why = page.getByRole('dialog', { name: 'Por qué esta respuesta' })
  await why.getByText(/motos/).first().waitFor()
  await page.keyboard.press('Escape')
  await why.waitFor({ state: 'hidden' })

  await quick.getByRole('link', { name: 'Citas' }).tap()
  await page.getByRole('button', { name: 'Siguiente' }).tap()
  await main(page).getByRole('article').or(main(page).getByText('Sin citas')).first().waitFor()
  expect(await tooSmall(page), 'what one taps is at least 24 px wide and high').toEqual([])
})

scenario('the panel is run without a mouse', async ({ visitor }) => {
  const page = await visitor.as('operator')
  await page.goto('/c/benova/agents')
  await main(page).getByRole('switch').first().waitFor()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Ir al contenido')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')

  await page.keyboard.press('Control+k')
  const picker = page.getByRole('dialog', { name: 'Cambiar de empresa' })
  await picker.getByRole('option').first().waitFor()
  await page.keyboard.type('medi')
  await picker.getByRole('option', { name: /MediSpa/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/c/medispa/agents')
  await picker.waitFor({ state: 'hidden' })

  await page.goto('/c/medispa/try')
  await page.getByRole('textbox', { name: 'Escriba un mensaje' }).focus()
  await page.keyboard.type('¿Qué masajes ofrecen?')
  await page.keyboard.press('Enter')
  await main(page).getByRole('button', { name: 'Por qué esta respuesta' }).waitFor()

  await page.goto('/c/medispa/appointments')
  const create = page.getByRole('button', { name: 'Nueva cita' })
  await create.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Nueva cita' })
  await dialog.waitFor()
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab')
    expect(await dialog.evaluate((element) => element.contains(document.activeElement)), 'focus stays in the window').toBe(true)
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await focused(page), 'and returns to where it came from').toBe('Nueva cita')
})

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim())

/** Buttons and links outside running text that are smaller than WCAG 2.2 asks for. */
const tooSmall = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, [role=tab], nav a')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ element, box }) => `${element.textContent?.trim() || element.ariaLabel}: ${box.width}×${box.height}`),
  )
