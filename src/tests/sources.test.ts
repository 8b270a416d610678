import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const MAX_LINES = 250

const components = ['components', 'views']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((name) => name.endsWith('.vue'))

describe('components', () => {
  it('are found', () => expect(components.length).toBeGreaterThan(80))

  it.each(components)(`%s has at most ${MAX_LINES} lines`, (name) => {
    expect(readFileSync(join(ROOT, name), 'utf8').split('\n').length).toBeLessThanOrEqual(MAX_LINES)
  })
})
