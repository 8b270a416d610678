import { expect, main, scenario } from './support/browser'

scenario('an appointment is booked and moved by hand, dragged, taken back and cancelled', async ({ visitor }) => {
  const page = await visitor.as('owner')
  await page.goto('/c/benova/appointments')
  for (let week = 0; week < 3; week++) await page.getByRole('button', { name: 'Siguiente' }).click() // still empty: every time is free

  await page.getByRole('button', { name: 'Nueva cita' }).click()
  const dialog = page.getByRole('dialog', { name: 'Nueva cita' })
  await dialog.getByRole('combobox').click()
  await page.getByRole('option', { name: /limpieza facial/i }).click()
  const times = dialog.getByRole('group', { name: 'Horarios libres' }).getByRole('button')
  await times.first().waitFor()
  const booked = (await times.first().innerText()).trim()
  await times.first().click()
  await dialog.getByLabel('Nombre').fill('Carmen Ortega')
  await dialog.getByLabel('Teléfono').fill('300 123 4567')
  await dialog.getByRole('button', { name: 'Agendar' }).click()
  await page.getByText('Cita agendada').first().waitFor()
  const event = main(page).getByRole('button', { name: /Carmen Ortega/ }).or(main(page).locator('.fc-event', { hasText: 'Carmen Ortega' })).first()
  await event.waitFor()
  expect(await event.innerText()).toContain(booked)

  await event.click()
  await page.getByRole('dialog', { name: 'Carmen Ortega' }).getByRole('button', { name: 'Cambiar hora' }).click()
  const moving = page.getByRole('dialog', { name: 'Cambiar la hora de la cita' })
  const others = moving.getByRole('group', { name: 'Horarios libres' }).getByRole('button')
  await others.first().waitFor()
  const moved = (await others.nth(3).innerText()).trim()
  await others.nth(3).click()
  await moving.getByRole('button', { name: 'Cambiar hora' }).click()
  await page.getByText('Cita reprogramada').first().waitFor()
  await expect.poll(() => event.innerText()).toContain(moved)

  const box = (await event.boundingBox())!
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await page.mouse.move(middle.x, middle.y)
  await page.mouse.down()
  await page.mouse.move(middle.x, middle.y + 20, { steps: 4 })
  await page.mouse.move(middle.x, middle.y + 96, { steps: 8 })
  await page.mouse.up()
  await expect.poll(() => event.innerText()).not.toContain(moved)
  await page.getByRole('button', { name: 'Deshacer' }).first().click()
  await expect.poll(() => event.innerText()).toContain(moved)

  await event.click()
  await page.getByRole('dialog', { name: 'Carmen Ortega' }).getByRole('button', { name: 'Cancelar cita' }).click()
  await page.getByRole('dialog', { name: '¿Cancelar esta cita?' }).getByRole('button', { name: 'Cancelar cita' }).click()
  await page.getByText('Cita cancelada').first().waitFor()
  await event.waitFor({ state: 'detached' })
})
