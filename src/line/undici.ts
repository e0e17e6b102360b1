import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Loads undici on first use, because it takes 20 % of startup and is not needed before the first request to LINE. */
export const loadUndici = () => require('undici') as typeof import('undici')
