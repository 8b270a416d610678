import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import lucide from '@iconify-json/lucide/icons.json'
import { describe, expect, it } from 'vitest'

import en from '@/i18n/en'
import es from '@/i18n/es'
import pt from '@/i18n/pt'
import { CREATE_FIELDS, SECTIONS } from '@/components/companies/fields'
import { routes } from '@/router/routes'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = ['components', 'composables', 'views', 'router']
const LANGUAGES = { es, en, pt } as Record<string, Record<string, Record<string, string>>>

const keysOf = (texts: Record<string, Record<string, string>>) =>
  Object.entries(texts).flatMap(([space, entries]) => Object.keys(entries).map((key) => `${space}.${key}`))

const textOf = (texts: Record<string, Record<string, string>>, key: string) => {
  const [space, name] = key.split('.') as [string, string]
  return texts[space]?.[name] ?? ''
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
)

describe.each(Object.keys(LANGUAGES))('texts in %s', (language) => {
  const texts = LANGUAGES[language]!

  it('have every key of Spanish and none beyond', () => {
    expect(keysOf(texts).sort()).toEqual(keysOf(es).sort())
  })

  it('are never empty', () => {
    expect(keysOf(texts).filter((key) => !textOf(texts, key).trim())).toEqual([])
  })

  it('take the same values as the Spanish ones', () => {
    const differ = keysOf(es).filter(
      (key) => String(placeholders(textOf(texts, key))) !== String(placeholders(textOf(es, key))),
    )
    expect(differ).toEqual([])
  })
})

it('every key written in the sources exists', () => {
  const used = sources.flatMap((code) => [...code.matchAll(/\bt\(\s*'([\w]+\.[\w]+)'/g)].map((m) => m[1]!))
  const chosen = sources.flatMap((code) => [...code.matchAll(/\? '(\w+\.\w+)' : '(\w+\.\w+)'/g)].flatMap((m) => [m[1]!, m[2]!]))
  const known = new Set(keysOf(es))
  expect(used.length).toBeGreaterThan(100)
  expect([...used, ...chosen].filter((key) => !known.has(key))).toEqual([])
})

it('every field, section and page of the panel has its name', () => {
  const fields = [...SECTIONS.flatMap((s) => s.fields), ...CREATE_FIELDS].map((f) => `fields.${f.key.replaceAll('.', '_')}`)
  const sections = SECTIONS.flatMap((s) => [`sections.${s.name}`, `sections.${s.name}_help`])
  const pages = routes.flatMap((r) => [r, ...(r.children ?? [])]).flatMap((r) => (r.meta?.title ? [`nav.${r.meta.title}`] : []))
  const known = new Set(keysOf(es))
  expect([...fields, ...sections, ...pages].filter((key) => !known.has(key))).toEqual([])
})

it('every picture named in the sources is in the local icon package', () => {
  const icons = lucide as { icons: Record<string, unknown>; aliases?: Record<string, unknown> }
  const names = sources.flatMap((code) => [...code.matchAll(/i-lucide-([a-z0-9-]+)/g)].map((m) => m[1]!))
  expect(names.filter((name) => !(name in icons.icons) && !(name in (icons.aliases ?? {})))).toEqual([])
})
