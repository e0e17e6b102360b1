import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { HandlerContext } from '../handlers/types.ts'
import { CALLBACK_PATH } from '../webhook/path.ts'
import { limitBytes, MAX_BYTES } from './limit.ts'

/** A file as it is kept. */
export interface KeptFile {
  type: string
  bytes: Buffer
}

/** Keeps files for a while: in this process, or where all processes find them. */
export interface FileStore {
  /** @throws Error when there is no room */
  keep(id: string, file: KeptFile, keepForMs: number): Promise<void>
  find(id: string): Promise<KeptFile | undefined>
  close(): void
}

export interface FilesOptions {
  store: FileStore
  /** what addresses are signed with; several while they are rotated */
  secrets: readonly [current: string, ...old: string[]]
  /** asks LINE for the bot's webhook URL */
  askWebhookUrl: () => Promise<string | undefined>
}

/** Where kept files are, from where the bot is. */
export const FILES_PATH = '/echobot/files'

const KEEP_FOR_MS = 60 * 60 * 1_000
/** How long the bot's address is taken for granted. */
const ADDRESS_FOR_MS = 5 * 60 * 1_000

export type Files = ReturnType<typeof createFiles>

/** Files that handlers serve, each for a while, at addresses that are signed. */
export function createFiles({ store, secrets, askWebhookUrl }: FilesOptions) {
  let known = { address: '', until: 0 }

  /** Where the bot is on the internet, as far as LINE's registered webhook URL tells, without a slash at its end. */
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

  /** The file at an address that was signed here, unless that has expired. */
  async function find(id: string, expires: string, signature: string): Promise<KeptFile | undefined> {
    const isOurs = secrets.some((secret) => isEqual(sign(secret, id, expires), signature))
    return isOurs && Date.now() < Number(expires) ? store.find(id) : undefined
  }

  return { serve, find, close: () => store.close() }
}

/** Signed with a key of its own, so that no signature of an address is one of a webhook. */
const sign = (secret: string, id: string, expires: string) =>
  createHmac('sha256', createHmac('sha256', secret).update('line-echobot files').digest())
    .update(`${id}.${expires}`)
    .digest('base64url')

function isEqual(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The bot's address in its webhook URL. On this machine, it need not be https. */
function addressIn(webhookUrl: string | undefined): string {
  const url = URL.parse(webhookUrl ?? '')
  const path = url?.pathname.replace(/\/?$/, '/') ?? ''
  if (!url || !path.endsWith(CALLBACK_PATH)) {
    throw new Error(
      `serve(): the bot knows its address by the webhook URL that is registered at LINE, which should end with ${CALLBACK_PATH}: ${webhookUrl ? 'it does not' : 'there is none'}`
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

const tooLarge = (maxBytes: number) => new Error(`serve(): a file may have ${maxBytes} bytes at most`)
