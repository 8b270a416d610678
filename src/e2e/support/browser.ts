import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect, inject, test as base } from 'vitest'

import { CHROMIUM } from './chromium'
import { PASSWORD, PEOPLE, type Person } from './people'

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] })

export interface Visit {
  /** Where the panel is; the shared installation unless a test says otherwise. */
  url?: string
  size?: { width: number; height: number }
  theme?: 'light' | 'dark'
}

/** A browser that keeps count of whatever a page does wrong: after each test there must be nothing. */
export class Visitor {
  readonly problems: string[] = []
  private readonly contexts: BrowserContext[] = []

  constructor(private readonly browser: Browser) {}

  /** A fresh browser profile, in Spanish, in Bogotá. */
  async open({ url = inject('url'), size = { width: 1440, height: 900 }, theme = 'light' }: Visit = {}): Promise<Page> {
    const options: BrowserContextOptions = {
      baseURL: url,
      viewport: size,
      hasTouch: size.width < 800,
      colorScheme: theme,
      locale: 'es-CO',
      timezoneId: 'America/Bogota',
      reducedMotion: 'reduce',
    }
    const context = await this.browser.newContext(options)
    context.setDefaultTimeout(15_000)
    this.contexts.push(context)
    await context.addInitScript(() => {
      if (location.protocol === 'about:') return // the empty page before the first one has no storage
      localStorage.setItem('panel-language', 'es')
      document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))
    })
    context.on('page', (page) => this.watch(page, url))
    return context.newPage()
  }

  /** As `open`, signed in. */
  async as(person: Person, visit: Visit = {}): Promise<Page> {
    const page = await this.open(visit)
    const { email } = PEOPLE[person]
    const answer = await page.context().request.post('/api/auth/login', { data: { email, password: PASSWORD } })
    expect(answer.status()).toBe(200)
    return page
  }

  async close(): Promise<void> {
    for (const context of this.contexts.splice(0)) await context.close()
  }

  private watch(page: Page, url: string): void {
    page.on('pageerror', (error) => this.problems.push(`page error: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`console at ${page.url()}: ${message.text()} ${message.location().url}`)
    })
    page.on('request', (request) => {
      const asked = request.url()
      if (!asked.startsWith(`${url}/`) && !/^(data|blob):/.test(asked)) this.problems.push(`other origin: ${asked}`)
    })
  }
}

/** A test with a visitor; it fails as well when the browser met any error on the way. */
export const scenario = base.extend<{ browser: Browser; visitor: Visitor }>({
  browser: [
    async ({}, use) => {
      const browser = await launch()
      await use(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  visitor: async ({ browser }, use) => {
    const visitor = new Visitor(browser)
    await use(visitor)
    await visitor.close()
    expect(visitor.problems).toEqual([])
  },
})

export const main = (page: Page) => page.getByRole('main')

export { expect }
