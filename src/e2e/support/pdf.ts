import { execFileSync } from 'node:child_process'

import { PYTHON, ROOT } from './installation'

/** A price list with a ruled table, as clinics print them. */
export function priceList(rows: [treatment: string, duration: string, price: string][]): Buffer {
  const program = `
import json, sys
from tests.fixtures.documents.pdf import price_list
sys.stdout.buffer.write(price_list([["Tratamiento", "Duración", "Precio"], *json.loads(sys.argv[1])]))`
  return execFileSync(PYTHON, ['-c', program, JSON.stringify(rows)], { cwd: ROOT })
}
