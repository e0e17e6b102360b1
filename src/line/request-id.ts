import type { HttpResponse } from './exchange.ts'

/** LINE's `x-line-request-id`: what LINE's support asks for. */
export function lineRequestIdOf({ 'x-line-request-id': id }: HttpResponse['headers']): string | undefined {
  return id === undefined ? undefined : String(id).slice(0, 100)
}
