import { computed } from 'vue'

import { useCompanyStore } from '@/stores/company'
import { useTreatments } from './useTreatments'

type Ask = (treatment: string) => string[]

/** As customers write, so in the company's language, whatever the panel's. */
const QUESTIONS: Record<string, Ask> = {
  es: (it) => [
    `¿Cuánto cuesta ${it}?`,
    `¿Qué horarios tienen mañana para ${it}?`,
    `Quiero agendar una cita de ${it}`,
    '¿Dónde están ubicados?',
  ],
  en: (it) => [
    `How much is ${it}?`,
    `What times do you have tomorrow for ${it}?`,
    `I'd like to book ${it}`,
    'Where are you located?',
  ],
  pt: (it) => [
    `Quanto custa ${it}?`,
    `Quais horários vocês têm amanhã para ${it}?`,
    `Quero marcar ${it}`,
    'Onde vocês ficam?',
  ],
}

/** Good first messages for a chat test of the company on screen. */
export function useFirstQuestions() {
  const company = useCompanyStore()
  const { treatmentItems } = useTreatments()

  return computed(() => {
    const ask = QUESTIONS[company.current?.language ?? 'es'] ?? QUESTIONS.es!
    const names = treatmentItems.value.map((item) => item.label.replace(/\s*\(.*\)/, '').toLocaleLowerCase())
    const [first] = names
    return first ? ask(names.find((name) => name.length < 14) ?? first) : ask('').slice(3)
  })
}
