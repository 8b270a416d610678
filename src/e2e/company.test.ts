import { expect, main, scenario } from './support/browser'
import { PASSWORD, PEOPLE } from './support/people'
import { priceList } from './support/pdf'

scenario('an operator signs in, makes a company, teaches it a PDF and hears the right price from it', async ({ visitor }) => {
  const page = await visitor.open()
  await page.goto('/companies')
  await page.waitForURL('**/sign-in?next=/companies')
  await page.getByLabel('Correo').fill(PEOPLE.operator.email)
  await page.getByLabel('Contraseña').fill(PASSWORD)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
  await page.waitForURL('**/companies')

  await page.getByRole('link', { name: 'Nueva empresa' }).click()
  await page.getByLabel('Identificador').fill('clinica-sol')
  await page.getByLabel('Nombre de la empresa').fill('Clínica Sol')
  await page.getByLabel('Moneda').fill('COP')
  await page.getByRole('button', { name: 'Crear empresa' }).click()
  await page.waitForURL('**/c/clinica-sol')
  await main(page).getByRole('heading', { name: 'Clínica Sol' }).waitFor()

  await main(page).getByRole('link', { name: 'Cargue lo que sus agentes deben saber' }).click()
  await page.getByText('Sus agentes aún no tienen qué leer').waitFor()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Elegir archivos' }).click()
  const buffer = priceList([['Depilación láser de axilas', '20 min', '$ 137.500'], ['Peeling de manos', '40 min', '$ 96.000']])
  await (await chooser).setFiles({ name: 'lista-de-precios.pdf', mimeType: 'application/pdf', buffer })
  await main(page).getByText(/^Listo: \d+ fragmento/).waitFor()
  await main(page).getByRole('button', { name: /precios/i }).first().waitFor()

  await page.getByRole('navigation', { name: 'Navegación principal' }).getByRole('link', { name: 'Probar' }).click()
  await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('¿Cuánto cuesta la depilación láser de axilas?')
  await page.keyboard.press('Enter')
  await main(page).getByRole('button', { name: 'Por qué esta respuesta' }).waitFor()
  const talk = await main(page).getByRole('list').first().innerText()
  expect(talk).toContain('137.500')
  expect(talk).not.toContain('96.000')
  const why = page.getByRole('complementary', { name: 'Por qué esta respuesta' })
  expect(await why.innerText()).toMatch(/Ventas[\s\S]*Fuentes[\s\S]*precios/i)

  await page.reload()
  await main(page).getByText('137.500').waitFor()
})

scenario('the instructions of an agent are changed, compared and restored', async ({ visitor }) => {
  const page = await visitor.as('owner')
  await page.goto('/c/benova/agents')
  await page.getByRole('link', { name: 'Instrucciones: Soporte' }).click()
  const template = page.getByRole('textbox', { name: 'Plantilla' })
  const save = page.getByRole('button', { name: 'Guardar' })
  await page.getByText('De fábrica').or(page.getByText('Propia', { exact: true })).first().waitFor()
  const original = await template.inputValue()

  await template.fill(`${original}\nMencione {nada_conocido}.`)
  await page.getByRole('alert').filter({ hasText: '{nada_conocido}' }).waitFor()
  expect(await save.isDisabled(), 'an unknown placeholder cannot be saved').toBe(true)

  for (const line of ['Salude por su nombre.', 'Despídase con una sonrisa.']) {
    await template.fill(`${original}\n${line}`)
    await save.click()
    await page.getByText('Instrucciones de Soporte guardadas').first().waitFor()
    await page.getByText('Propia', { exact: true }).waitFor()
  }
  const versions = page.getByRole('list').filter({ has: page.getByText('Vigente') })
  await versions.getByText('Qué cambió').first().click()
  await versions.getByText('Despídase con una sonrisa.').first().waitFor()

  await versions.getByRole('button', { name: /Restaurar la versión/ }).first().click()
  await page.getByText(/Versión \d+ restaurada/).first().waitFor()
  await expect.poll(() => template.inputValue()).toBe(`${original}\nSalude por su nombre.`)

  await page.getByRole('button', { name: 'Volver a la de fábrica' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Volver a la de fábrica' }).click()
  await page.getByText('Vale de nuevo la plantilla de fábrica').first().waitFor()
  await expect.poll(() => template.inputValue()).toBe(original)
})
