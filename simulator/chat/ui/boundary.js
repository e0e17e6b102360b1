// The red card in place of what cannot be drawn.

/** @import { ComponentChildren, VNode } from 'preact' */
import { html } from 'htm/preact'
import { Component } from 'preact'

/**
 * Shows `fallback(error)` in place of children that cannot be drawn, until the `subject` changes.
 *
 * @typedef {{ subject?: unknown, fallback: (error: Error) => VNode | string, children?: ComponentChildren }} Props
 * @extends {Component<Props, { error?: Error | undefined }>}
 */
export class Boundary extends Component {
  /** @override @type {{ error?: Error | undefined }} */
  state = {}

  /** @override */
  static getDerivedStateFromError(/** @type {Error} */ error) {
    return { error }
  }

  /** @override */
  componentDidUpdate(/** @type {Props} */ { subject }) {
    if (this.state.error && subject !== this.props.subject) this.setState({ error: undefined })
  }

  /** @override */
  render(
    /** @type {Props} */ { children, fallback },
    /** @type {{ error?: Error | undefined }} */ { error }
  ) {
    return error ? fallback(error) : children
  }
}

/**
 * A red card with the JSON of what cannot be drawn.
 *
 * @param {{ title?: string, error?: Error, json?: unknown }} props
 */
export const BrokenCard = ({ title = 'Not a message', error, json }) => html`
  <div class="bubble broken" role="note">
    <strong>${title}</strong>
    ${error?.message && html`<p>${error.message}</p>`}
    <pre tabindex="0" aria-label="JSON">${JSON.stringify(json, null, 2) ?? 'undefined'}</pre>
  </div>`
