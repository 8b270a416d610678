import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { scenario } from './support/browser'
import { ROOT } from './support/installation'
import { go, PLACES, wear } from './support/places'

const OUT = process.env.SCREENSHOTS_DIR ?? join(ROOT, 'docs/screenshots')
const ONLY = process.env.ONLY?.split(',')
const SIZES = [{ width: 390, height: 844 }, { width: 1440, height: 900 }]

mkdirSync(OUT, { recursive: true })

for (const size of SIZES) {
  scenario(`pictures at ${size.width} px`, { timeout: 400_000 }, async ({ visitor }) => {
    const known = await visitor.as('operator', { size })
    const unknown = await visitor.open({ size })
    for (const place of PLACES.filter(({ name }) => !ONLY || ONLY.includes(name))) {
      const page = place.public ? unknown : known
      await page.emulateMedia({ colorScheme: 'light' })
      await go(page, place)
      for (const theme of ['light', 'dark'] as const) {
        await wear(page, theme)
        await page.waitForTimeout(300) // charts are drawn anew
        await page.screenshot({ path: join(OUT, `${place.name}-${size.width}-${theme}.png`) })
      }
    }
  })
}
