/** `limpieza_facial` → `Limpieza facial`. */
export function readableKey(key: string): string {
  const words = key.replace(/[_-]+/g, ' ').trim()
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

/** Saves text as a file of the reader's, made in the browser. */
export function saveFile(name: string, content: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** `Limpieza facial` → `limpieza_facial`: the name of a treatment in the configuration. */
export function treatmentKey(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

/** The beginning of a document without its first heading and the marks of Markdown. */
export function plainPreview(text: string): string {
  return text
    .replace(/^#+ .*(\n|$)/, '')
    .replace(/[#*_`>|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
