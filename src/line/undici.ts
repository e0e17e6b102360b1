import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** undici, loaded when it is used for the first time: it takes a fifth of the start, and the first reply needs it first. */
export const loadUndici = () => require('undici') as typeof import('undici')
