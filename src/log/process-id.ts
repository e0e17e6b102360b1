import { randomBytes } from 'node:crypto'

/** Identifies this process among those that write to the same log. */
export const PROCESS_ID = randomBytes(3).toString('base64url')
