import { html } from 'htm/preact'
import { asObject, asText } from '../messages/shape.js'
import { FlexBox } from './box.js'
import { FlexButton } from './button.js'
import { FlexIcon, FlexImage, FlexVideo } from './images.js'
import { Filler, Separator } from './separator.js'
import { FlexText } from './text.js'

const DRAWN = {
  box: FlexBox,
  text: FlexText,
  image: FlexImage,
  icon: FlexIcon,
  button: FlexButton,
  separator: Separator,
  filler: Filler,
  spacer: Filler,
  video: FlexVideo
}

/** Any component of a Flex Message, in the box that `parent` describes. */
export function FlexComponent({ component, where, parent }) {
  const type = asText(asObject(component, where).type, `${where}/type`)
  if (!Object.hasOwn(DRAWN, type)) throw new Error(`${where}: Flex has no ${type}`)
  return html`<${DRAWN[type]} component=${component} where=${where} parent=${parent} />`
}
