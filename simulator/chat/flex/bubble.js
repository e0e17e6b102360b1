import { html } from 'htm/preact'
import { Cover } from '../actions/tappable.js'
import { asObject, ifThere } from '../messages/shape.js'
import { FlexBox } from './box.js'
import { FlexComponent } from './component.js'
import { BUBBLES, colour, styleOf } from './measure.js'

const PADDINGS = { header: '20px', body: '20px', footer: '10px' }
/** A small bubble has less room around what it says. */
const SMALL_PADDINGS = { header: '10px', body: '10px', footer: '10px' }
const BLOCKS = ['header', 'hero', 'body', 'footer']

/** @see https://developers.line.biz/en/reference/messaging-api/#bubble */
export function FlexBubble({ bubble, where }) {
  const { size = 'mega', direction, action } = asObject(bubble, where || 'contents')
  if (bubble.type !== 'bubble') throw new Error(`${where}: a carousel has bubbles only`)
  const styles = ifThere(asObject, bubble.styles, `${where}/styles`) ?? {}
  const blocks = BLOCKS.filter((name) => bubble[name] !== undefined)
  return html`
    <article class="fx-bubble" data-size=${size} dir=${direction === 'rtl' ? 'rtl' : 'ltr'}
      style=${{ width: Object.hasOwn(BUBBLES, size) ? BUBBLES[size] : BUBBLES.mega }}>
      ${blocks.map(
        (name, index) => html`
          <${Block} name=${name} block=${bubble[name]} where=${`${where}/${name}`} size=${size}
            look=${ifThere(asObject, styles[name], `${where}/styles/${name}`) ?? {}} isFirst=${index === 0} />`
      )}
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </article>`
}

function Block({ name, block, where, look, size, isFirst }) {
  const { backgroundColor, separator, separatorColor } = look
  // In a carousel all bubbles are as high as the highest: the body takes the rest, so that footers are at the bottom.
  const parent = { layout: 'vertical', isFirst: true, defaultFlex: name === 'body' ? 1 : 0 }
  const paddings = size === 'nano' || size === 'micro' ? SMALL_PADDINGS : PADDINGS
  return html`
    <div class="fx-${name}" style=${styleOf({
      backgroundColor: colour(backgroundColor),
      borderTop:
        separator === true && !isFirst ? `1px solid ${colour(separatorColor) ?? '#d4d6da'}` : undefined
    })}>
      ${
        name === 'hero'
          ? html`<${FlexComponent} component=${block} where=${where} parent=${parent} />`
          : html`<${FlexBox} component=${asObject(block, where)} where=${where} parent=${parent} padding=${paddings[name]} />`
      }
    </div>`
}
