import { randomBytes } from 'node:crypto'

/** Tells this process from others that write to the same log. */
export const PROCESS_ID = randomBytes(3).toString('base64url')
