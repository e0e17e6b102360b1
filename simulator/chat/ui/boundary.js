import { html } from 'htm/preact'
import { Component } from 'preact'

/** What is in here and cannot be drawn is `fallback(error)`; what is beside it goes on. */
export class Boundary extends Component {
  state = { error: undefined }

  static getDerivedStateFromError(error) {
    return { error }
  }

  componentDidUpdate({ subject }) {
    if (this.state.error && subject !== this.props.subject) this.setState({ error: undefined })
  }

  render({ children, fallback }, { error }) {
    return error ? fallback(error) : children
  }
}

/** JSON as people read it; what is no JSON as it is. */
export function pretty(value) {
  try {
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value, null, 2)
  } catch {
    return String(value)
  }
}

/** A red card with the JSON of what cannot be drawn. */
export const BrokenCard = ({ title = 'Not a message', error, json }) => html`
  <div class="bubble broken" role="note">
    <strong>${title}</strong>
    ${error?.message && html`<p>${error.message}</p>`}
    <pre tabindex="0" aria-label="JSON">${JSON.stringify(json, null, 2) ?? 'undefined'}</pre>
  </div>`
