import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { must } from './command.ts'

/** Where npm in the base image looks for its settings: a mount while the image is built, an empty folder in it. */
export const NPM_SETTINGS = '/run/npm'

/**
 * Makes what the real base image gives the bot, from what this machine has: a shell, the node that runs this script
 * with the libraries it needs, npm and a user.
 */
export async function createBase(name: string, buildah: (...args: string[]) => Promise<string>) {
  const container = await buildah('from', 'scratch')
  const root = await buildah('mount', container)
  const inRoot = (path: string) => {
    const target = join(root, path)
    mkdirSync(dirname(target), { recursive: true })
    return target
  }
  const copy = (from: string, to = from) => cpSync(from, inRoot(to), { recursive: true, dereference: true })

  for (const folder of ['proc', 'sys', 'dev', 'root', 'home/node', 'var/tmp', NPM_SETTINGS]) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  mkdirSync(join(root, 'tmp'))
  await must(['chmod', '1777', join(root, 'tmp'), join(root, 'var/tmp')])

  copy('/bin/busybox')
  await must(['chroot', root, '/bin/busybox', '--install', '-s', '/bin'])
  mkdirSync(join(root, 'usr/bin'), { recursive: true })
  symlinkSync('/bin/env', join(root, 'usr/bin/env'))

  copy(process.execPath, '/usr/local/bin/node')
  for (const [, library = ''] of (await must(['ldd', process.execPath])).matchAll(/(\/\S+) \(0x/g)) {
    copy(library)
  }
  copy(npmFolder(), '/usr/local/lib/node_modules/npm')
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'))
  symlinkSync(`${NPM_SETTINGS}/npmrc`, inRoot('/usr/local/etc/npmrc'))

  writeFileSync(inRoot('/etc/passwd'), 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n')
  writeFileSync(inRoot('/etc/group'), 'root:x:0:\nnode:x:1000:\n')

  await buildah(
    'config',
    '--env',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    container
  )
  await buildah('commit', '--rm', container, name)
}

/** How npm reaches its registry on this machine, whichever way it was told, for npm in the build. */
export async function writeNpmSettings(folder: string): Promise<string> {
  const npm = (...args: string[]) => must(['npm', ...args], { cwd: tmpdir() })
  const names = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl', 'cafile']
  const settings = JSON.parse(await npm('config', 'list', '--long', '--json'))
  const authority = settings.cafile ?? process.env.NODE_EXTRA_CA_CERTS
  const target = join(folder, 'npm')
  mkdirSync(target)
  if (authority) cpSync(authority, join(target, 'ca.pem'), { dereference: true })
  const lines = [
    ...names
      .filter((name) => settings[name] != null && name !== 'cafile')
      .map((name) => `${name}=${settings[name]}`),
    ...(authority ? [`cafile=${NPM_SETTINGS}/ca.pem`] : []),
    ...[settings.userconfig, settings.globalconfig].flatMap(credentialLines)
  ]
  writeFileSync(join(target, 'npmrc'), `${lines.join('\n')}\n`)
  return target
}

/** The lines of an npmrc that npm does not list: who one is at a registry, and which scope has its own. */
function credentialLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^(\/\/|@)/.test(line))
  } catch {
    return []
  }
}

/** Where the npm lies that runs this script. */
function npmFolder(): string {
  const program = process.env.npm_execpath
  if (!program) throw new Error('start it as npm run test:image')
  return resolve(dirname(program), '..')
}
