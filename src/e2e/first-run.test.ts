import { expect, main, scenario } from './support/browser'
import { Installation } from './support/installation'
import { PASSWORD } from './support/people'

scenario('first run: the one-time link of the log makes the first administrator, who goes on to a working chat', async ({ visitor }) => {
  const installation = await Installation.start({ ENVIRONMENT: 'production' })
  try {
    const link = new URL(await installation.logged(/open (http\S+\/setup\?token=\S+) once/))
    const page = await visitor.open({ url: installation.url })

    await page.goto('/')
    await page.getByRole('heading', { name: 'Entre a su panel' }).waitFor()
    await page.getByText('Falta la primera persona administradora').waitFor()

    await page.goto(`/setup${link.search}`)
    await page.getByLabel('Nombre').fill('Ana Primera')
    await page.getByLabel('Correo').fill('ana@example.org')
    await page.getByLabel('Contraseña').fill(PASSWORD)
    await page.getByRole('button', { name: 'Crear cuenta y entrar' }).click()
    await page.waitForURL('**/overview')
    await page.getByText('Ana Primera').waitFor()

    await main(page).getByRole('link', { name: 'Benova' }).first().click()
    await page.getByRole('link', { name: 'Converse con su recepcionista' }).click()
    await page.getByRole('textbox', { name: 'Escriba un mensaje' }).fill('Hola, ¿dónde están ubicados?')
    await page.getByRole('button', { name: 'Enviar' }).click()
    await page.getByRole('button', { name: /Por qué/ }).waitFor()

    const other = await visitor.open({ url: installation.url })
    await other.goto('/sign-in')
    await other.getByLabel('Correo').waitFor()
    expect(await other.getByText('Falta la primera persona administradora').count(), 'the link is used up').toBe(0)
  } finally {
    await visitor.close()
    await installation.stop()
  }
})
