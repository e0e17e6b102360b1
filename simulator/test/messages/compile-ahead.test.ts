import t from 'tap'
import { runProgram } from '../support/program.ts'

const SOURCE = new URL('../../src/', import.meta.url).href

/** Starts a simulator, and ends when all schemas are compiled. Prints how many were before, and after. */
const PROGRAM = `
import { createSimulator } from '${SOURCE}index.ts'
import { sharedNames, strict } from '${SOURCE}messages/ajv.ts'
import { messageSchemas } from '${SOURCE}messages/message-types.ts'

const compiled = new Set()
const compile = strict.compile
strict.compile = (schema) => {
  compiled.add(schema)
  return compile.call(strict, schema)
}
const count = () =>
  sharedNames.filter((name) => strict.schemas[name]?.validate).length +
  messageSchemas.filter((schema) => compiled.has(schema)).length

const line = await createSimulator()
const before = count()
while (count() < sharedNames.length + messageSchemas.length) await new Promise((resolve) => setTimeout(resolve, 5))
console.log(before, sharedNames.includes('FlexBox'), messageSchemas.length)
await line.close()
`

t.test('a simulator that has started compiles the schemas of all messages by itself', async (t) => {
  const folder = t.testdir({ 'program.mjs': PROGRAM })
  const program = runProgram(t, `${folder}/program.mjs`, [])
  t.same(await program.exited, [0, null])
  t.equal(program.output(), '0 true 11\n', 'the start does not wait for it')
})
