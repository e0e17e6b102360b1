// The chat page: the conversation as LINE's users see it, and beside it what goes over the wire.
import { html } from 'htm/preact'
import { render } from 'preact'
import { onChange } from './state/store.js'
import { connect } from './state/stream.js'
import { Page } from './ui/page.js'

const root = document.getElementById('page')
const draw = () => render(html`<${Page} />`, root)
onChange(draw)
draw()
connect()
