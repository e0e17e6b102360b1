import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBase, NPM_SETTINGS, writeNpmSettings } from './base.ts'
import { must, run, start } from './command.ts'
import type { Engine, Image, ImageConfig, StartOptions } from './engine.ts'

/**
 * Without an engine: buildah builds, on a base made from what this machine has, and the image runs in namespaces of
 * its own. Needs to be root. Images and all lie in one temporary folder.
 */
export function createBuildah(base: string): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  const buildah = (...args: string[]) =>
    must(['buildah', '--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), ...args])
  const mount = async (image: string) => {
    const container = await buildah('from', '--pull-never', image)
    return buildah('mount', container)
  }
  const size = async (root: string) => Number((await must(['du', '-sxb', root])).split('\t')[0])

  const started: ChildProcess[] = []
  let making: Promise<string> | undefined
  let images = 0

  /** Makes the base. Resolves with npm's settings for the builds. */
  async function makeBase(): Promise<string> {
    console.log(`… making ${base}`)
    await createBase(base, buildah)
    return writeNpmSettings(folder)
  }

  async function build(context: string): Promise<Image> {
    making ??= makeBase()
    const settings = await making
    console.log('… building the image')
    const tag = `image-${++images}`
    await buildah(
      ...['bud', '--isolation', 'chroot', '--pull-never', '--format', 'docker', '--tag', tag],
      ...['--volume', `${settings}:${NPM_SETTINGS}:ro`, context]
    )
    const { Docker } = JSON.parse(await buildah('inspect', '--type', 'image', tag))
    const [root, baseRoot] = [await mount(tag), await mount(base)]
    return {
      config: Docker.config,
      sizeOverBase: (await size(root)) - (await size(baseRoot)),
      async start(options) {
        const { child, ...container } = startContainer(root, Docker.config, options)
        started.push(child)
        return container
      }
    }
  }

  async function remove() {
    for (const child of started) child.kill('SIGKILL')
    await buildah('rm', '--all').catch(() => {})
    await run(['umount', join(folder, 'storage', 'overlay')])
    rmSync(folder, { recursive: true, force: true })
  }

  return { description: 'buildah, and unshare: read-only, node as PID 1', build, remove }
}

// What an engine mounts for a container. The mounts end with the process that they were made for.
const MOUNTS = `
  mount --bind "$ROOT" "$ROOT"
  mount -t proc proc "$ROOT/proc"
  mount --rbind /dev "$ROOT/dev"
  [ "$AS_BUILT" ] || mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
  mount -o remount,bind,ro "$ROOT"`

function startContainer(root: string, config: ImageConfig, options: StartOptions = {}) {
  const { command = config.Cmd ?? [], uid = 1000, environment = {}, asBuilt = false } = options
  const env = {
    ...Object.fromEntries(config.Env.map((entry) => entry.split(/=(.*)/s).slice(0, 2))),
    ...environment
  }
  const inside = (as: number) => [
    ...['chroot', `--userspec=${as}:${as}`, '--groups=', root],
    ...['/bin/sh', '-c', `cd ${config.WorkingDir || '/'} && exec "$@"`, 'sh']
  ]
  const { child, exited, output } = start(
    [
      ...['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec'],
      `${MOUNTS}\nunset ROOT AS_BUILT\nexec "$@"`,
      ...['sh', ...inside(uid), ...(config.Entrypoint ?? []), ...command]
    ],
    { env: { ...env, ROOT: root, AS_BUILT: asBuilt ? 'yes' : '' } }
  )
  /** PID 1 of the container, as it is numbered outside. */
  const first = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
  return {
    child,
    exited,
    output,
    kill: async (signal: NodeJS.Signals) => void process.kill(Number(first()), signal),
    exec: async (command: string[], as = uid) =>
      run(['nsenter', '--target', first(), '--mount', '--pid', '--', ...inside(as), ...command], { env })
  }
}
