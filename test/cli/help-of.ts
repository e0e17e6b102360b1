import { spawnSync } from 'node:child_process'
import type { Test } from 'tap'
import packageJson from '../../package.json' with { type: 'json' }

/** What an npm script prints with --help; it must succeed, and print no error. */
export function helpOf(t: Test, name: string, args: string[] = []): string {
  const [, ...command] = (packageJson.scripts as Record<string, string>)[name]?.split(' ') ?? []
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args, '--help'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH }
  })
  t.same([status, stderr], [0, ''], [name, ...args].join(' '))
  return stdout
}
