import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import root, { type Test } from 'tap'

export const PACKAGE = fileURLToPath(new URL('../../', import.meta.url))

/** What npm reports when it cannot reach its registry. */
const OFFLINE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED|ERR_SOCKET_\w+)\b/

/** What npm tells the scripts that it runs, and a second npm would take for its own options. */
const OF_NPM = /^npm_config_(workspaces?|include_workspace_root|local_prefix|prefix|global)$/i

/** The environment of the package's users: the Node.js of this process comes first, as programs look for it in the PATH. */
export const userEnvironment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_NPM.test(name))),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
}

/** The package as its users have it. */
export interface Installed {
  /** an empty project with the package in its node_modules */
  folder: string
  /** what the tarball holds, relative to the package */
  files: string[]
  /** the size of the tarball, and of everything that was installed, in bytes */
  packedBytes: number
  installedBytes: number
}

/** What a program printed. @throws Error with `code` and both outputs, unless it ends with 0 */
export const run = (folder: string, program: string, ...args: string[]) =>
  promisify(execFile)(program, args, { cwd: folder, env: userEnvironment, maxBuffer: 16 * 1024 * 1024 })

let installing: Promise<Installed | string> | undefined

/**
 * Tests the package as npm installs it into an empty folder, which it does once for all tests of a process. Where npm does not
 * reach its registry, the test is skipped; where `CI` is set, it fails.
 */
export const testInstalled = (
  name: string,
  check: (t: Test, installed: Installed) => Promise<unknown>,
  { skip = false }: { skip?: string | false } = {}
) =>
  root.test(name, { skip }, async (t) => {
    installing ??= install()
    const installed = await installing
    if (typeof installed === 'string') return t.plan(0, installed)
    await check(t, installed)
  })

/** @returns why it could not be installed, where npm does not reach its registry */
async function install(): Promise<Installed | string> {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'))
  root.teardown(() => rmSync(folder, { recursive: true, force: true }))
  // Without its scripts: other tests import what `npm test` has built before, so that it must stay.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [packed] = JSON.parse((await run(PACKAGE, 'npm', ...pack)).stdout)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const once = [
    '--fetch-retries',
    '1',
    '--fetch-retry-mintimeout',
    '1000',
    '--fetch-retry-maxtimeout',
    '2000'
  ]
  const options = ['--prefer-offline', '--no-audit', '--no-fund', ...once]
  try {
    await run(folder, 'npm', 'install', ...options, `./${packed.filename}`)
  } catch (error) {
    const { message, stderr } = error as Error & { stderr: string }
    if (process.env.CI || !OFFLINE.test(stderr)) throw new Error(`npm install: ${message}`)
    return `npm does not reach its registry: ${OFFLINE.exec(stderr)?.[0]}`
  }
  return {
    folder,
    files: packed.files.map(({ path }: { path: string }) => path).sort(),
    packedBytes: packed.size,
    installedBytes: bytesIn(join(folder, 'node_modules'))
  }
}

/** What the files in a folder take on the disk, in whole blocks. */
const bytesIn = (folder: string): number =>
  globSync('**', { cwd: folder }).reduce((sum, file) => sum + statSync(join(folder, file)).blocks * 512, 0)

/** Copies files into a folder of their own in the project where the package is installed. */
export function copyInto({ folder }: Installed, from: string, name: string): string {
  const target = join(folder, name)
  cpSync(from, target, { recursive: true })
  return target
}
