import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

import { inject } from 'vitest'

import { expect, main, scenario } from './support/browser'
import { pause, PYTHON } from './support/installation'
import { PASSWORD, PEOPLE } from './support/people'

const CHANGES = /guardar|agregar|nueva|crear|eliminar|borrar|desactivar|elegir archivos|tomar la conversación|descartar|reconstruir|restaurar/i

scenario('a viewer reads everything of the company and is offered no change', async ({ visitor }) => {
  const page = await visitor.as('viewer')
  for (const place of ['', '/knowledge', '/knowledge?tab=answers', '/conversations', '/appointments', '/agents', '/agents/sales']) {
    await page.goto(`/c/benova${place}`)
    await main(page).getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await main(page).getByRole('button', { name: CHANGES }).allInnerTexts(), place).toEqual([])
  }
  expect(await main(page).getByRole('textbox', { name: 'Plantilla' }).getAttribute('readonly')).not.toBeNull()
  await page.goto('/c/benova/agents')
  const switches = main(page).getByRole('switch')
  await switches.first().waitFor()
  for (const each of await switches.all()) expect(await each.isDisabled()).toBe(true)

  const { csrf_token: token } = (await (await page.request.get('/api/auth/me')).json()) as { csrf_token: string }
  const headers = { 'X-CSRF-Token': token, 'X-Company-ID': 'benova' }
  const answer = await page.request.post('/api/documents', { headers, data: { title: 'x', content: 'y' } })
  expect(answer.status(), 'nor does the server take one').toBe(403)
})

scenario('a company administrator sees no other company and nothing of the installation', async ({ visitor }) => {
  const page = await visitor.as('owner')
  await page.goto('/')
  await page.waitForURL('**/c/benova')
  const navigation = page.getByRole('navigation', { name: 'Navegación principal' })
  await navigation.getByRole('link', { name: 'Ajustes' }).waitFor()
  expect(await navigation.getByRole('link', { name: /Empresas|Panorama|Salud/ }).count()).toBe(0)

  await page.getByRole('button', { name: /Cambiar de empresa/ }).or(page.getByTitle(/Cambiar de empresa/)).first().click()
  const picker = page.getByRole('dialog', { name: 'Cambiar de empresa' })
  await picker.getByRole('option').first().waitFor()
  expect(await picker.getByRole('option').count()).toBe(1)
  await page.keyboard.press('Escape')

  for (const place of ['/c/medispa', '/c/medispa/conversations', '/c/medispa/settings']) {
    await page.goto(place)
    await page.getByText('Esta empresa no está disponible').waitFor()
    expect(await main(page).innerText()).not.toContain('MediSpa')
  }
  await page.goto('/companies')
  await page.waitForURL('**/c/benova')
  for (const path of ['/api/companies/medispa', '/api/admin/companies/medispa', '/api/companies/medispa/stats']) {
    expect((await page.request.get(path)).status(), path).toBe(403)
  }
})

scenario('who comes back to an expired session signs in and is where they were', async ({ visitor }) => {
  const page = await visitor.as('leaver')
  await page.goto('/c/benova/agents')
  await main(page).getByRole('heading', { name: 'Agentes' }).waitFor()

  expireSessions(PEOPLE.leaver.email)
  await pause(3_200) // a process remembers a checked session for three seconds
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await page.waitForURL(/\/sign-in\?.*expired=1/)
  await page.getByText('La sesión terminó. Al entrar vuelve a donde estaba.').waitFor()

  await page.getByLabel('Correo').fill(PEOPLE.leaver.email)
  await page.getByLabel('Contraseña').fill(PASSWORD)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
  await page.waitForURL('**/c/benova/agents')
  await main(page).getByRole('heading', { name: 'Agentes' }).waitFor()
})

/** Twelve hours pass for one person. */
function expireSessions(email: string): void {
  const program = `
import sqlite3, sys
record = sqlite3.connect(sys.argv[1], timeout=10)
changed = record.execute(
    "UPDATE login_sessions SET expires_at = '2020-01-01 00:00:00' "
    "WHERE user_id = (SELECT user_id FROM users WHERE email = ?)", [sys.argv[2]]
).rowcount
record.commit()
assert changed, "no session"`
  execFileSync(PYTHON, ['-c', program, join(inject('folder'), 'instance/receptionist.db'), email])
}
