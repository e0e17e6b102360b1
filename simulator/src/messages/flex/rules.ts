import { isObject, isTooDeep } from '../../json.ts'
import type * as api from '../../openapi/messaging-api.ts'
import type { Finding, IsSound } from '../message.ts'

const MAX_BUBBLE = 30
const MAX_CAROUSEL = 50
const MAX_ANIMATED = 10

const tooLarge = (value: unknown, what: string, kilobytes: number, at: string): Finding[] =>
  Buffer.byteLength(JSON.stringify(value) ?? '') <= kilobytes * 1_024
    ? []
    : [
        {
          at,
          message: `Too large flex message. The maximum size of JSON data that defines a ${what} is ${kilobytes} KB`
        }
      ]

/**
 * Maximum nesting in levels of JSON; each nested box adds two. LINE documents no limit; this one keeps a bot's runaway loop
 * from overflowing the stack.
 */
export const MAX_DEPTH = 200

/** Errors for contents beyond LINE's size limits, measured as compact JSON in UTF-8. */
export function oversize(contents: unknown): Finding[] {
  if (isTooDeep(contents, MAX_DEPTH)) return [{ at: '/contents', message: 'invalid property' }]
  if (!isObject(contents) || contents.type !== 'carousel')
    return tooLarge(contents, 'bubble', MAX_BUBBLE, '/contents')
  const carousel = tooLarge(contents, 'carousel', MAX_CAROUSEL, '/contents')
  if (carousel.length > 0 || !Array.isArray(contents.contents)) return carousel
  return contents.contents.flatMap((bubble, index) =>
    tooLarge(bubble, 'bubble', MAX_BUBBLE, `/contents/contents/${index}`)
  )
}

/** Errors in the rules that span several components of a Flex Message. */
export function findingsOfFlex(contents: api.FlexContainer, isSound: IsSound): Finding[] {
  const look: Look = { isSound, animated: 0 }
  if (!isSound('/contents/type')) return []
  if (contents.type === 'bubble') return findingsOfBubble(contents, '/contents', look)
  if (!isSound('/contents/contents')) return []
  const bubbles = contents.contents
    .map((bubble, index) => ({ bubble, at: `/contents/contents/${index}` }))
    .filter(({ at }) => isSound(`${at}/type`))
  const sized = bubbles.filter(({ at }) => isSound(`${at}/size`))
  const findings = bubbles.flatMap(({ bubble, at }) => findingsOfBubble(bubble, at, look))
  for (const { bubble, at } of sized) {
    if (sizeOf(bubble) !== sizeOf(sized[0]?.bubble))
      findings.push({ at: `${at}/size`, message: 'invalid property' })
  }
  if (bubbles.some(({ bubble, at }) => isSound(`${at}/hero`) && bubble.hero?.type === 'video'))
    findings.push({ at: '/contents/contents', message: NO_VIDEO })
  return findings
}

/** State that is shared while traversing the components. */
interface Look {
  isSound: IsSound
  /** the number of animated images so far */
  animated: number
}

const NO_VIDEO = 'embedding videos in messages is not allowed'
const VIDEO_SIZES = ['kilo', 'mega', 'giga']
const sizeOf = (bubble?: api.FlexBubble) => bubble?.size ?? 'mega'

function findingsOfBubble(bubble: api.FlexBubble, at: string, look: Look): Finding[] {
  const { header, hero, body, footer } = bubble
  const blocks = Object.entries({ header, hero, body, footer }).flatMap(([name, component]) =>
    component ? [{ component, at: `${at}/${name}` }] : []
  )
  if (blocks.length === 0) return [{ at, message: 'At least one block must be specified' }]
  const findings = blocks.flatMap(({ component, at }) => [...findingsOfComponent(component, at, look)])
  const isSized = look.isSound(`${at}/hero`) && look.isSound(`${at}/size`)
  if (isSized && hero?.type === 'video' && !VIDEO_SIZES.includes(sizeOf(bubble))) {
    findings.push({ at: `${at}/hero`, message: NO_VIDEO })
  }
  return findings
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#baseline-box */
const INSIDE = {
  baseline: ['icon', 'text', 'filler'],
  horizontal: ['box', 'button', 'image', 'text', 'separator', 'filler'],
  vertical: ['box', 'button', 'image', 'text', 'separator', 'filler']
}

function* findingsOfComponent(component: api.FlexComponent, at: string, look: Look): Generator<Finding> {
  const { isSound } = look
  if (!isSound(`${at}/type`)) return
  if (component.type === 'box' && isSound(`${at}/contents`)) {
    for (const [index, child] of component.contents.entries()) {
      const here = `${at}/contents/${index}`
      const isKnown = isSound(`${here}/type`) && isSound(`${at}/layout`)
      if (isKnown && !INSIDE[component.layout].includes(child.type))
        yield { at: here, message: 'invalid property' }
      else yield* findingsOfComponent(child, here, look)
    }
  }
  if (component.type === 'text') yield* findingsOfText(component, at, isSound)
  if (component.type === 'video') yield* findingsOfComponent(component.altContent, `${at}/altContent`, look)
  if (component.type === 'image' && isSound(`${at}/animated`) && component.animated) {
    look.animated++
    if (look.animated > MAX_ANIMATED)
      yield { at: `${at}/animated`, message: `must not be more than ${MAX_ANIMATED} items` }
  }
}

function* findingsOfText(
  { text, contents = [] }: api.FlexText,
  at: string,
  isSound: IsSound
): Generator<Finding> {
  if (!isSound(`${at}/contents`)) return
  for (const [index, span] of contents.entries()) {
    const here = `${at}/contents/${index}/text`
    if (isSound(here) && span.text === '') yield { at: here, message: 'must be non-empty text' }
  }
  if (contents.length > 0 || !isSound(`${at}/text`)) return
  if (text === undefined) yield { at: `${at}/text`, message: '`text` or `contents` must be specified' }
  if (text === '') yield { at: `${at}/text`, message: 'must be non-empty text' }
}
