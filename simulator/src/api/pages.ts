import { invalidParameter, Refusal } from './errors.ts'

export interface Page<T> {
  items: T[]
  /** the continuation token for the next page; absent on the last one */
  next?: string
}

interface PageOptions {
  query: Record<string, string | undefined>
  /** items per page if the query has no `limit` */
  default: number
  max: number
}

/**
 * Returns one page of a list, according to LINE's `limit` and `start`.
 *
 * @throws Refusal for an invalid limit or an unknown token
 */
export function pageOf<T>(all: T[], { query, default: size, max }: PageOptions): Page<T> {
  const limit = query.limit === undefined ? size : Number(query.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw new Refusal(invalidParameter('limit'))
  const from = query.start === undefined ? 0 : offsetIn(query.start)
  if (from === undefined || from > all.length) throw new Refusal(invalidParameter('start'))
  const to = from + limit
  return { items: all.slice(from, to), ...(to < all.length && { next: tokenOf(to) }) }
}

const tokenOf = (offset: number) => Buffer.from(`from ${offset}`).toString('base64url')

function offsetIn(token: string): number | undefined {
  const [, offset] = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  return offset === undefined ? undefined : Number(offset)
}
