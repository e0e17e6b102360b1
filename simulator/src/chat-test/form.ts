/** Values that differ between runs, and their placeholders. The order matters: the longest pattern comes first. */
const FORMS: [RegExp, string][] = [
  [/https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/g, '<address>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\bU[0-9a-f]{32}\b/g, '<user id>'],
  [/\bC[0-9a-f]{32}\b/g, '<group id>'],
  [/\bR[0-9a-f]{32}\b/g, '<room id>'],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '<ulid>'],
  [/\brichmenu-[0-9a-f]{32}\b/g, '<rich menu id>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?/g, '<date and time>'],
  [/\b\d{4}([-/.])\d{1,2}\1\d{1,2}\b/g, '<date>'],
  [/\b\d{1,2}:\d\d(:\d\d)?\b/g, '<time>'],
  [/\b\d{17,20}\b/g, '<message id>'],
  [/\b1\d{12}\b/g, '<milliseconds>'],
  [/\b1\d{9}\b/g, '<seconds>']
]

/** Replaces ids, times and addresses of this machine in a value by placeholders. */
export function formOf(value: unknown): unknown {
  if (typeof value === 'string')
    return FORMS.reduce((text, [pattern, form]) => text.replaceAll(pattern, form), value)
  if (typeof value === 'number') {
    const form = formOf(String(value))
    return form === String(value) ? value : form
  }
  if (Array.isArray(value)) return value.map(formOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, formOf(member)]))
}

/** Lists the differences between two values as `[path, expected, actual]`, e.g. `['[0].text', 'hi', 'hello']`. */
export function differences(
  expected: unknown,
  actual: unknown,
  path = ''
): [path: string, expected: unknown, actual: unknown][] {
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return Object.is(expected, actual) ? [] : [[path, expected, actual]]
  const isList = Array.isArray(expected)
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((name) =>
    differences(expected[name], actual[name], isList ? `${path}[${name}]` : `${path}.${name}`)
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
