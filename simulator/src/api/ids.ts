import { invalidParameter, Refusal } from './errors.ts'

const SHAPES = { userId: /^U[0-9a-f]{32}$/, groupId: /^C[0-9a-f]{32}$/, roomId: /^R[0-9a-f]{32}$/ }

export const isUserId = (id: unknown): id is string => typeof id === 'string' && SHAPES.userId.test(id)

export const isRichMenuId = (id: string): boolean => /^richmenu-[0-9a-f]{32}$/.test(id)

/** Whether messages can be sent to this id: a user, group or room. */
export const isChatId = (id: unknown): id is string =>
  typeof id === 'string' && Object.values(SHAPES).some((shape) => shape.test(id))

/**
 * Reads an id from the path.
 *
 * @throws Refusal if it is malformed
 */
export function idIn(params: Record<string, string>, name: keyof typeof SHAPES): string {
  const id = params[name] ?? ''
  if (SHAPES[name].test(id)) return id
  throw new Refusal(invalidParameter(name))
}
