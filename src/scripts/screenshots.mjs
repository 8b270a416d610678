/**
 * Pictures of every view, phone and desk, light and dark, from a running installation, while checking it:
 * axe-core (serious and critical), console errors, requests to another origin, and the weight of the first view.
 *
 * Environment: PANEL_URL (default http://127.0.0.1:8080), PANEL_COMPANY (benova), SHOTS_DIR
 * (../docs/screenshots), CHROMIUM_PATH (/usr/bin/chromium), ONLY (view names, comma-separated), LANGUAGE (es).
 * Ends with 1 when a check fails.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { chromium } from 'playwright-core'

import { VIEWS } from './views.mjs'

const BASE = process.env.PANEL_URL ?? 'http://127.0.0.1:8080'
const COMPANY = process.env.PANEL_COMPANY ?? 'benova'
const OUT = process.env.SHOTS_DIR ?? fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
const ONLY = process.env.ONLY?.split(',')
const SIZES = { 390: 844, 1440: 900 }
const MAX_FIRST_VIEW_KB = 200
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const problems = []

async function openPage(browser, width, theme) {
  const context = await browser.newContext({
    viewport: { width, height: SIZES[width] },
    colorScheme: theme,
    reducedMotion: 'reduce',
    bypassCSP: true, // axe is injected; the policy itself is the server's and is tested there
  })
  await context.addInitScript((language) => localStorage.setItem('panel-language', language), process.env.LANGUAGE ?? 'es')
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && reportConsole(page, message))
  page.on('request', (request) => {
    if (!request.url().startsWith(BASE) && !/^(data|blob):/.test(request.url())) problems.push(`foreign request: ${request.url()}`)
  })
  return page
}

/** A 404 that the panel expects (no account yet, no such conversation) is written to the console by the browser. */
function reportConsole(page, message) {
  const expected = /status of 404/.test(message.text()) && /\/(auth\/me|history)/.test(message.location().url)
  if (!expected) problems.push(`console (${page.url()}): ${message.text()} ${message.location().url}`)
}

async function shoot(page, view, width, theme) {
  await page.goto(BASE + view.path.replace('{c}', COMPANY), { waitUntil: 'networkidle' })
  try {
    await view.act?.(page)
  } catch (error) {
    problems.push(`${view.name} ${width}: ${error.message.split('\n')[0]}`)
  }
  await page.waitForTimeout(400)
  await page.screenshot({ path: `${OUT}/${view.name}-${width}-${theme}.png` })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (overflow > 1) problems.push(`${view.name} ${width}: ${overflow} px wider than the window`)
  await checkAccess(page, `${view.name} ${width} ${theme}`)
}

async function checkAccess(page, label) {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  for (const found of violations.filter((v) => ['serious', 'critical'].includes(v.impact))) {
    problems.push(`axe ${label}: ${found.id}: ${found.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`)
  }
}

async function measureFirstView(browser) {
  const page = await openPage(browser, 1440, 'light')
  const scripts = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.goto(`${BASE}/overview`, { waitUntil: 'networkidle' })
  const sent = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1024
  const paint = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const seen = { largest: 0, shift: 0 }
        new PerformanceObserver((l) => l.getEntries().forEach((e) => (seen.largest = e.startTime))).observe({ type: 'largest-contentful-paint', buffered: true })
        new PerformanceObserver((l) => l.getEntries().forEach((e) => (seen.shift += e.value))).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(seen), 300)
      }),
  )
  console.log(`first view: ${scripts.length} scripts, ${sent.toFixed(0)} KB compressed, LCP ${paint.largest.toFixed(0)} ms, CLS ${paint.shift.toFixed(3)}`)
  if (sent > MAX_FIRST_VIEW_KB) problems.push(`first view ${sent.toFixed(0)} KB > ${MAX_FIRST_VIEW_KB} KB`)
  await page.context().close()
}

mkdirSync(OUT, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
await measureFirstView(browser)
for (const width of Object.keys(SIZES).map(Number)) {
  for (const theme of ['light', 'dark']) {
    const page = await openPage(browser, width, theme)
    for (const view of VIEWS.filter((v) => !ONLY || ONLY.includes(v.name))) await shoot(page, view, width, theme)
    await page.context().close()
  }
}
await browser.close()
for (const problem of new Set(problems)) console.error(problem)
process.exitCode = problems.length ? 1 : 0
