import { asAdministrator, PASSWORD } from './people'

/** What customers of the sample companies said today; one list is one person's conversation. */
const TALKS: Record<string, Record<string, string[]>> = {
  benova: {
    'camila.torres': ['Hola, ¿cuánto cuesta el botox?', '¿Y qué cuidados debo tener después?', 'Muchas gracias'],
    'andres.mejia': ['Buenas tardes, ¿qué horarios tienen mañana para una limpieza facial?', 'la primera que tenga', 'Andrés Mejía', '310 555 7788', 'sí, confirmo'],
    'laura.pineda': ['¿Dónde están ubicados?', '¿Aceptan tarjeta de crédito?'],
    'sofia.rincon': ['me pusieron relleno ayer y tengo la cara muy hinchada y no puedo respirar bien'],
    'julian.castro': ['¿Hacen mesoterapia capilar?', '¿Tienen convenio con el gimnasio Andes Fit?', 'quiero hablar con una persona'],
    'valentina.gil': ['quiero agendar hidrafacial para el viernes en la tarde'],
  },
  medispa: { 'paula.ruiz': ['Hola, ¿qué masajes ofrecen y cuánto valen?'], 'mateo.leon': ['¿A qué hora abren el sábado?', 'gracias'] },
  dental: { 'jorge.salas': ['¿Cuánto cuesta una limpieza dental?'], 'rosa.lara': ['Tengo un dolor de muela insoportable y se me hinchó la cara'] },
  wellness: { 'elena.mora': ['Hola, ¿dan clases de yoga?', '¿Cuánto cuesta el bono de 10 sesiones?'] },
}

const VISITORS = ['Camila Torres', 'Diego Naranjo', 'Lucía Mendoza', 'Martín Echeverri', 'Sara Villa', 'Tomás Arango', 'Nina Salcedo', 'Óscar Prieto', 'Irene Duarte']

/** Fills the sample companies through the API, as days of use would. */
export async function fillDemo(url: string): Promise<void> {
  for (const [company, people] of Object.entries(TALKS)) {
    for (const [person, lines] of Object.entries(people)) {
      for (const message of lines) await asAdministrator(url, 'POST', `/conversations/${person}/test`, { message }, company)
    }
  }
  await bookWeek(url, 'benova')
  const answer = {
    question: '¿Atienden los festivos?',
    answer: 'Los festivos atendemos con cita previa, de 9 a. m. a 1 p. m.',
    variants: ['¿Abren los lunes festivos?', '¿Trabajan el 20 de julio?'],
  }
  await asAdministrator(url, 'POST', '/knowledge/answers', answer, 'benova')
  const { template } = (await asAdministrator(url, 'GET', '/admin/prompts/sales', undefined, 'benova')) as { template: string }
  for (const line of ['Mencione la valoración gratis.', 'Mencione la valoración gratis y el parqueadero.']) {
    await asAdministrator(url, 'PUT', '/admin/prompts/sales', { template: `${template}\n${line}` }, 'benova')
  }
  const people = [['marta@example.org', 'Marta Ruiz', 'company_admin', ['medispa']], ['ivan@example.org', 'Iván Lozano', 'viewer', ['dental', 'wellness']]]
  for (const [email, name, role, companies] of people) {
    await asAdministrator(url, 'POST', '/admin/users', { email, name, role, companies, password: PASSWORD })
  }
  await asAdministrator(url, 'POST', '/admin/api-keys', { name: 'Sitio web', role: 'viewer', companies: ['benova'] })
}

interface Slots {
  slots: { start: string }[]
}

/** Some appointments on each of the coming days on which somebody is free. */
async function bookWeek(url: string, company: string): Promise<void> {
  const details = (await asAdministrator(url, 'GET', `/companies/${company}`, undefined, company)) as { treatments: { key: string; bookable: boolean }[] }
  const treatments = details.treatments.filter((one) => one.bookable).map((one) => one.key)
  let visitor = 0
  for (let ahead = 0; ahead < 9; ahead++) {
    for (const part of [0.1, 0.45, 0.8]) {
      const treatment = treatments[visitor % treatments.length]!
      const date = new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
      const { slots } = (await asAdministrator(url, 'GET', `/availability?treatment=${treatment}&date=${date}`, undefined, company)) as Slots
      const chosen = slots[Math.floor(slots.length * part)]
      if (!chosen) continue
      const name = VISITORS[visitor % VISITORS.length]
      await asAdministrator(url, 'POST', '/appointments', { treatment, start: chosen.start, name, phone: `300 555 ${1000 + visitor}` }, company)
      visitor++
    }
  }
}
