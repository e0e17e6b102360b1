import { Readable } from 'node:stream'
import type { webhook } from '@line/bot-sdk'
import type { Content, ContentOptions } from '../handlers/types.ts'
import type { ContentClient } from '../line/line.ts'
import type { FetchExternal } from './external.ts'
import { limitBytes, MAX_BYTES } from './limit.ts'

export interface ContentReaderOptions {
  getContent: ContentClient
  fetchExternal: FetchExternal
}

export type ReadContent = (
  event: webhook.Event,
  signal: AbortSignal,
  options?: ContentOptions
) => Promise<Content>

/** Creates a function that downloads a file that a user sent, from LINE or from the external server that has it. */
export function createContentReader({ getContent, fetchExternal }: ContentReaderOptions): ReadContent {
  return async function readContent(event, signal, { maxBytes = MAX_BYTES } = {}) {
    const { id, type, contentProvider } = messageOf(event)
    if (!id || !type || !TYPES.includes(type))
      throw new Error(`content(): a ${type ?? event.type} has no content`)
    const { headers, body } =
      contentProvider?.type === 'external'
        ? await fetchExternal(contentProvider.originalContentUrl ?? '', signal)
        : await getContent(id, signal)
    if (Number(headers.get('content-length') ?? 0) > maxBytes) {
      await body?.cancel()
      throw tooLarge(maxBytes)
    }
    return {
      type: headers.get('content-type') ?? 'application/octet-stream',
      body: Readable.from(limitBytes(body ?? [], maxBytes, tooLarge), { objectMode: false })
    }
  }
}

const TYPES = ['image', 'video', 'audio', 'file']

interface MediaMessage {
  id: string
  type: string
  contentProvider: webhook.ContentProvider & { originalContentUrl?: string }
}

const messageOf = (event: webhook.Event) =>
  ((event as webhook.MessageEvent).message ?? {}) as Partial<MediaMessage>

const tooLarge = (maxBytes: number) =>
  Object.assign(new Error(`content(): it has more than ${maxBytes} bytes`), { code: 'ERR_CONTENT_TOO_LARGE' })
