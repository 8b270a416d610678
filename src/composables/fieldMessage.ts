/** What a server's validator says (English), and the text that says the same in the reader's language. */
const KNOWN: [RegExp, string][] = [
  [/^Missing data|may not be null/i, 'required'],
  [/does not match|^Not a valid/i, 'format'],
  [/longer than|shorter than|^Length must/i, 'length'],
  [/^Must be (greater|less)/i, 'range'],
  [/^Must be one of/i, 'choice'],
]

/** The key of the translation, or null when the server's own words must do. */
export function fieldMessageKey(message: string): string | null {
  const known = KNOWN.find(([pattern]) => pattern.test(message))
  return known ? `fieldErrors.${known[1]}` : null
}
