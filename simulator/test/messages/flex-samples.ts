/** What the tests of Flex components are written with. */
import { content } from './validator.ts'

export const URL = 'https://example.com/a.png'
export const action = { type: 'uri', uri: 'https://example.com' }
export const button = { type: 'button', action: { ...action, label: 'x'.repeat(40) } }
export const text = { type: 'text', text: 'a' }
export const position = {
  position: 'absolute',
  offsetTop: '-10px',
  offsetBottom: '10%',
  offsetStart: 'none',
  offsetEnd: 'xxl'
}

export const message = (contents: unknown) => ({ type: 'flex', altText: 'a', contents })
export const box = (properties = {}) =>
  message({ type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [], ...properties } })
export const inBox = (...contents: unknown[]) => box({ contents })
export const at = (property: string, message = 'invalid property') =>
  content([`/body/contents/0${property}`, message])
