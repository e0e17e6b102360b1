import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { HandlerContext } from '../handlers/types.ts'
import { CALLBACK_PATH } from '../webhook/path.ts'
import { limitBytes, MAX_BYTES } from './limit.ts'

/** A stored file. */
export interface KeptFile {
  type: string
  bytes: Buffer
}

/** Keeps files for a limited time, in this process or where all processes find them. */
export interface FileStore {
  /** @throws Error when there is no room */
  keep(id: string, file: KeptFile, keepForMs: number): Promise<void>
  find(id: string): Promise<KeptFile | undefined>
  close(): void
}

export interface FilesOptions {
  store: FileStore
  /** the keys for signing addresses; several during a rotation */
  secrets: readonly [current: string, ...old: string[]]
  /** asks LINE for the bot's webhook URL */
  askWebhookUrl: () => Promise<string | undefined>
}

/** The path of stored files, relative to the bot's address. */
export const FILES_PATH = '/echobot/files'

const KEEP_FOR_MS = 60 * 60 * 1_000
/** How long the bot's address is cached. */
const ADDRESS_FOR_MS = 5 * 60 * 1_000

export type Files = ReturnType<typeof createFiles>

/** Creates the store of files that handlers serve, each for a limited time at a signed address. */
export function createFiles({ store, secrets, askWebhookUrl }: FilesOptions) {
  let known = { address: '', until: 0 }

  /** Resolves with the bot's public address according to its registered webhook URL, without a trailing slash. */
  async function address(): Promise<string> {
    if (Date.now() < known.until) return known.address
    known = { address: addressIn(await askWebhookUrl()), until: Date.now() + ADDRESS_FOR_MS }
    return known.address
  }

  const serve: HandlerContext['serve'] = async ({ type, body }, { keepForMs = KEEP_FOR_MS } = {}) => {
    const root = await address()
    const bytes = await buffer(limitBytes(body instanceof Uint8Array ? [body] : body, MAX_BYTES, tooLarge))
    const id = randomUUID()
    await store.keep(id, { type, bytes }, keepForMs)
    const expires = String(Date.now() + keepForMs)
    return `${root}${FILES_PATH}/${id}?expires=${expires}&signature=${sign(secrets[0], id, expires)}`
  }

  /** Finds the file at an address, if its signature is valid and has not expired. */
  async function find(id: string, expires: string, signature: string): Promise<KeptFile | undefined> {
    const isOurs = secrets.some((secret) => isEqual(sign(secret, id, expires), signature))
    return isOurs && Date.now() < Number(expires) ? store.find(id) : undefined
  }

  return { serve, find, close: () => store.close() }
}

/** Signs an address with a derived key, so that its signature is never valid for a webhook. */
const sign = (secret: string, id: string, expires: string) =>
  createHmac('sha256', createHmac('sha256', secret).update('line-echobot files').digest())
    .update(`${id}.${expires}`)
    .digest('base64url')

function isEqual(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Returns the bot's address from its webhook URL. It must be https, except on this machine. */
function addressIn(webhookUrl: string | undefined): string {
  const url = URL.parse(webhookUrl ?? '')
  const path = url?.pathname.replace(/\/?$/, '/') ?? ''
  if (!url || !path.endsWith(CALLBACK_PATH)) {
    throw new Error(
      `serve(): the bot derives its address from the webhook URL registered at LINE, which must end with ${CALLBACK_PATH}: ${webhookUrl ? 'it does not' : 'none is registered'}`
    )
  }
  if (url.protocol !== 'https:' && !LOCAL.includes(url.hostname)) {
    throw new Error(
      'serve(): LINE fetches files over https only, and the registered webhook URL is not https'
    )
  }
  return url.origin + path.slice(0, -CALLBACK_PATH.length)
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]']

const tooLarge = (maxBytes: number) => new Error(`serve(): the file is larger than ${maxBytes} bytes`)
