import { readFileSync } from 'node:fs'
import type * as webhook from '../openapi/webhook.ts'
import { createRecent } from './recent.ts'

export interface File {
  type: string
  bytes: Buffer
}

const file = (name: string, type: string): File => ({
  type,
  bytes: readFileSync(new URL(`../../files/${name}`, import.meta.url))
})

const PREVIEW = file('photo-preview.jpg', 'image/jpeg')

/** Small sample files that the simulator's users send. */
export const CONTENT = {
  image: { ...file('photo.jpg', 'image/jpeg'), preview: PREVIEW },
  video: { ...file('clip.mp4', 'video/mp4'), preview: PREVIEW, durationMs: 1_000 },
  audio: { ...file('voice.m4a', 'audio/x-m4a'), durationMs: 1_024 },
  file: file('report.pdf', 'application/pdf')
}

type MediaKind = keyof typeof CONTENT
/** `sentAt` in milliseconds since the epoch */
export type Content = File & { kind: MediaKind; sentAt: number; preview?: File }

/** The files of users' messages, by message id; those of the last 10,000 messages. */
export function createContents() {
  const sent = createRecent<Pick<Content, 'kind' | 'sentAt'>>(10_000)

  return {
    /** Stores the file of a message, and deletes the file of an unsent one. External files are not stored. */
    take(event: webhook.Event): void {
      if (event.type === 'unsend' && event.unsend) sent.delete(event.unsend.messageId)
      if (event.type !== 'message' || !event.message) return
      const { id, type, contentProvider } = event.message as webhook.ImageMessageContent
      if (Object.hasOwn(CONTENT, type) && contentProvider?.type !== 'external')
        sent.set(id, { kind: type as MediaKind, sentAt: event.timestamp })
    },

    get(messageId: string): Content | undefined {
      const found = sent.get(messageId)
      return found && { ...found, ...CONTENT[found.kind] }
    }
  }
}
