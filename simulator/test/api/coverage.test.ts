/**
 * Ties every operation to a test: the tests of this folder call each operation of the simulator at least once with
 * success. It observes the responses of the HTTP servers in this process, so that there is no list of tests to maintain.
 */
import { subscribe } from 'node:diagnostics_channel'
import { globSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, join } from 'node:path'
import t from 'tap'
import { OPERATION_IDS, OPERATIONS, type OperationId } from '../../src/openapi/operations.ts'

/** The operations that refuse every call, and the status: other channels share no audiences with the simulator's. */
const REFUSED: Partial<Record<OperationId, number>> = { getSharedAudienceData: 400 }

/** A pattern for each operation. Those with fewer parameters come first: `richmenu/list` also matches `richmenu/{id}`. */
const PATTERNS = OPERATION_IDS.map((id) => {
  const parameters = OPERATIONS[id].match(/\{/g)?.length ?? 0
  return { id, parameters, pattern: new RegExp(`^${OPERATIONS[id].replace(/\{\w+\}/g, '[^/]+')}$`) }
}).sort((one, other) => one.parameters - other.parameters)

const isAccepted = (id: OperationId, status: number): boolean =>
  id in REFUSED ? status === REFUSED[id] : status >= 200 && status < 300

const accepted = new Set<OperationId>()
subscribe('http.server.response.finish', (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
  const call = `${request.method} ${request.url?.split('?')[0]}`
  const id = PATTERNS.find(({ pattern }) => pattern.test(call))?.id
  if (id && isAccepted(id, response.statusCode)) accepted.add(id)
})

// This file can run alone. In a suite that imports the others, too, they still run once.
const others = globSync('*.test.ts', { cwd: import.meta.dirname }).filter(
  (file) => file !== basename(import.meta.filename)
)
for (const file of others) await import(join(import.meta.dirname, file))

t.test('every operation is called by a test', { buffered: false }, async (t) => {
  t.same(
    OPERATION_IDS.filter((id) => !accepted.has(id)),
    []
  )
})
