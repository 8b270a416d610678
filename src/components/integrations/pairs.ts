/** One a line, blank ones left out. */
export const fromLines = (text: string): string[] =>
  text.split('\n').map((line) => line.trim()).filter(Boolean)

export const toLines = (items: readonly string[]): string => items.join('\n')

/** `name = value` a line; a line without the sign is left out. */
export function fromPairs(text: string, sign: '=' | ':'): Record<string, string> {
  const pairs = fromLines(text).map((line) => [line.indexOf(sign), line] as const)
  return Object.fromEntries(
    pairs.filter(([at]) => at > 0).map(([at, line]) => [line.slice(0, at).trim(), line.slice(at + 1).trim()]),
  )
}

export const toPairs = (values: Record<string, string>, sign: '=' | ':'): string =>
  toLines(Object.entries(values).map(([name, value]) => `${name} ${sign} ${value}`))
