import { createInterface } from 'node:readline/promises'
import { loadDotEnv } from '../config/dot-env.ts'
import { runDoctor } from './run-doctor.ts'

const status = await runDoctor({
  args: process.argv.slice(2),
  environment() {
    loadDotEnv()
    return process.env
  },
  output: console,
  ask: process.stdin.isTTY ? ask : undefined
})
process.exit(status)

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(question)
  terminal.close()
  return answer
}
