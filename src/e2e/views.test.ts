import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Page } from 'playwright-core'

import { expect, scenario, type Visitor } from './support/browser'
import { go, PLACES, VIEWS, wear, type Place } from './support/places'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1440, height: 900 }

interface Violation {
  id: string
  impact: string
  nodes: { target: string[]; failureSummary: string }[]
}

scenario('every view answers with a policy that lets no inline script run', async ({ visitor }) => {
  const page = await visitor.open()
  for (const { path } of VIEWS) {
    const policy = (await page.request.get(path)).headers()['content-security-policy'] ?? ''
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1]
    expect(scripts, path).toBe("'self'")
    expect(policy, path).toContain("default-src 'self'")
  }
  await page.goto('/sign-in')
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.slippedIn = true'
    document.head.append(script)
  })
  expect(await page.evaluate(() => 'slippedIn' in window)).toBe(false)
  expect(visitor.problems.splice(0).join(), 'and the browser says so').toContain('Content Security Policy')
})

for (const [device, size] of Object.entries({ desk: DESK, phone: PHONE })) {
  scenario(`nothing on any view is hard to reach, ${device}, light and dark`, { timeout: 240_000 }, async ({ visitor }) => {
    const found: string[] = []
    const pages = await openBoth(visitor, size)
    for (const place of device === 'desk' ? PLACES : VIEWS) found.push(...(await check(pages, place, size.width)))
    expect(found).toEqual([])
  })
}

async function openBoth(visitor: Visitor, size: typeof DESK): Promise<{ known: Page; unknown: Page }> {
  return { known: await visitor.as('operator', { size }), unknown: await visitor.open({ size }) }
}

/** Serious and critical findings of axe in both themes, and whatever is wider than the window. */
async function check(pages: { known: Page; unknown: Page }, place: Place, width: number): Promise<string[]> {
  const page = place.public ? pages.unknown : pages.known
  const found: string[] = []
  await page.emulateMedia({ colorScheme: 'light' })
  await go(page, place)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (overflow > 1) found.push(`${place.name} ${width}: ${overflow} px wider than the window`)
  await page.evaluate(AXE)
  for (const theme of ['light', 'dark'] as const) {
    await wear(page, theme)
    const violations = await page.evaluate(async (only) => {
      const axe = (window as unknown as { axe: { run: (context: Document, options: unknown) => Promise<{ violations: Violation[] }> } }).axe
      return (await axe.run(document, { resultTypes: ['violations'], ...only })).violations
    }, theme === 'light' ? {} : { runOnly: ['color-contrast'] }) // the theme changes colours alone
    for (const { id, impact, nodes } of violations.filter((one) => ['serious', 'critical'].includes(one.impact))) {
      found.push(`${place.name} ${width} ${theme}: ${impact} ${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)
    }
  }
  return found
}
