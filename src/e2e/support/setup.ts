import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { CHROMIUM } from './chromium'
import { fillDemo } from './demo'
import { Installation, ROOT } from './installation'
import { ADMIN_KEY, asAdministrator, PASSWORD, PEOPLE } from './people'

declare module 'vitest' {
  export interface ProvidedContext {
    url: string
    folder: string
  }
}

/** One closed installation with people of every role, shared by all files but the first run's. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(ROOT, 'src/dist/index.html'))) throw new Error('The panel is not built: npm run build')
  if (!existsSync(CHROMIUM)) throw new Error(`No browser at ${CHROMIUM}: install chromium, or name one in CHROMIUM`)
  const installation = await Installation.start({ ENVIRONMENT: 'production', ADMIN_API_KEY: ADMIN_KEY })
  for (const person of Object.values(PEOPLE)) {
    await asAdministrator(installation.url, 'POST', '/admin/users', { ...person, password: PASSWORD })
  }
  await fillDemo(installation.url)
  project.provide('url', installation.url)
  project.provide('folder', installation.folder)
  return () => installation.stop()
}
