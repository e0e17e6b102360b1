import type { Test } from 'tap'
import { runDoctor } from '../../src/cli/doctor.ts'
import { environmentFor, type Line, SECRET, spawnProcess } from '../helper.ts'

/** What the doctor prints for an environment wired to `line`, and its exit status. */
export async function doctor(
  t: Test,
  line: Line,
  environment: Record<string, string | undefined> = {},
  ...args: string[]
) {
  const lines: string[] = []
  const status = await runDoctor({
    args,
    environment: () => ({ ...environmentFor(line), ...environment }),
    output: { log: (text: string) => void lines.push(text) }
  }).catch(({ message }: Error) => {
    lines.push(message)
    return 1
  })
  return checked(t, line, { status, output: lines.join('\n') })
}

/** The same as `npm run doctor`, in a process of its own. */
export async function doctorProcess(
  t: Test,
  line: Line,
  environment: Record<string, string | undefined> = {},
  ...args: string[]
) {
  const program = spawnProcess(t, line, 'src/cli/doctor.ts', environment, { args })
  const [status] = await program.exited
  return checked(t, line, { status, output: program.output() })
}

function checked<Result extends { output: string }>(t: Test, line: Line, result: Result): Result {
  t.notMatch(result.output, line.settings.channelAccessToken, 'no credential is shown')
  t.notMatch(result.output, SECRET)
  return result
}
