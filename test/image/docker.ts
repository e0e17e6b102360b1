import { must, run, start, works } from './command.ts'
import type { Engine, Image, StartOptions } from './engine.ts'

/** Docker, or podman, which takes the same commands. The base image comes from the registry, or is there already. */
export function createDocker(program: 'docker' | 'podman', base: string): Engine {
  const tags: string[] = []
  const containers: string[] = []
  const inspect = async (image: string) => JSON.parse(await must([program, 'image', 'inspect', image]))[0]

  async function build(context: string): Promise<Image> {
    // By itself, because a build may keep its base where it cannot be looked at.
    if (!(await works([program, 'image', 'inspect', base]))) {
      console.log(`… fetching ${base}`)
      await must([program, 'pull', base])
    }
    console.log('… building the image')
    const tag = `line-echobot-test:${process.pid}-${tags.length}`
    tags.push(tag)
    // podman leaves HEALTHCHECK out of its own format.
    const format = program === 'podman' ? ['--format', 'docker'] : []
    await must([program, 'build', ...format, '--tag', tag, context])
    const [image, { Size }] = [await inspect(tag), await inspect(base)]
    return {
      config: { ...image.Config, Healthcheck: image.Config.Healthcheck ?? image.Healthcheck },
      sizeOverBase: image.Size - Size,
      start: (options) => startContainer(tag, options)
    }
  }

  async function startContainer(
    tag: string,
    { command = [], uid, environment = {}, asBuilt = false }: StartOptions = {}
  ) {
    const name = `line-echobot-test-${process.pid}-${containers.length}`
    containers.push(name)
    const { exited, output } = start([
      ...[program, 'run', '--rm', '--name', name, '--network', 'host', '--read-only', '--no-healthcheck'],
      ...(asBuilt ? [] : ['--tmpfs', '/tmp']),
      ...(program === 'podman' ? ['--read-only-tmpfs=false'] : []),
      ...(uid === undefined ? [] : ['--user', `${uid}:${uid}`]),
      ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      tag,
      ...command
    ])
    return {
      exited,
      output,
      kill: (signal: string) => must([program, 'kill', '--signal', signal, name]),
      exec: (command: string[], as?: number) =>
        run([program, 'exec', ...(as === undefined ? [] : ['--user', String(as)]), name, ...command])
    }
  }

  async function remove() {
    if (containers.length > 0) await run([program, 'rm', '--force', ...containers])
    if (tags.length > 0) await run([program, 'rmi', '--force', ...tags])
  }

  return { description: `${program}, read-only, node as PID 1`, build, remove }
}
