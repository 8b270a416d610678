import { afterAll, beforeAll, inject } from 'vitest'

import { expect, main, scenario } from './support/browser'
import { Chatwoot } from './support/chatwoot'
import { asAdministrator } from './support/people'

const SECRET = 'a-webhook-secret-of-this-run'
const ACCOUNT = 7 // Benova's
let chatwoot: Chatwoot

beforeAll(async () => {
  chatwoot = await Chatwoot.start()
  const url = inject('url')
  await asAdministrator(url, 'PUT', '/admin/companies/benova', {
    chatwoot_base_url: chatwoot.baseUrl,
    chatwoot_api_token: chatwoot.token,
    chatwoot_webhook_secret: SECRET,
    burst_window_seconds: 0.3,
  })
  await chatwoot.connect(`${url}/api/webhook/chatwoot`, SECRET)
})

afterAll(() => chatwoot.stop())

scenario('a Chatwoot conversation arrives live, a person takes it over, and the bot is quiet until it is given back', async ({ visitor }) => {
  const page = await visitor.as('owner')
  const { conversation, user_id: userId } = await chatwoot.open(ACCOUNT)
  const replies = async () => (await chatwoot.replies(conversation)).replies
  await page.goto('/c/benova/conversations')
  await main(page).getByRole('searchbox').waitFor()

  expect((await chatwoot.say(conversation, 'Hola, ¿cuánto cuesta el botox?')).statuses).toEqual([200])
  await main(page).getByRole('link', { name: `Contacto ${userId.split('_').at(-1)}` }).click()
  const log = page.getByRole('log', { name: 'Transcripción' })
  await log.getByText('Hola, ¿cuánto cuesta el botox?').waitFor()
  await expect.poll(replies, { timeout: 15_000 }).toHaveLength(1)
  const [first] = await replies()
  await log.getByText(first!.split('\n')[0]!.slice(0, 40)).waitFor()

  await main(page).getByRole('button', { name: 'Tomar la conversación' }).click()
  await main(page).getByText('Atiende una persona; el bot calla').waitFor()
  await expect.poll(async () => (await chatwoot.replies(conversation)).status).toBe('open')
  await chatwoot.say(conversation, '¿Y el ácido hialurónico?')
  await log.getByText('¿Y el ácido hialurónico?').waitFor()

  await main(page).getByRole('textbox', { name: 'Nota privada: el cliente no la ve' }).fill('Prefiere la tarde')
  await main(page).getByRole('button', { name: 'Guardar nota' }).click()
  await log.getByText('Prefiere la tarde').waitFor()
  expect(await replies(), 'the bot is quiet').toHaveLength(1)

  await main(page).getByRole('button', { name: 'Devolver al bot' }).click()
  await main(page).getByText('Atiende el bot').waitFor()
  await chatwoot.say(conversation, '¿Dónde están ubicados?')
  await expect.poll(replies, { timeout: 15_000 }).toHaveLength(2)
  await log.getByText('¿Dónde están ubicados?').waitFor()
})
