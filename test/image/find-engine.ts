import { readFileSync } from 'node:fs'
import { createBuildah } from './buildah.ts'
import { works } from './command.ts'
import { createDocker } from './docker.ts'
import type { Engine } from './engine.ts'

/** What this machine builds and runs images with: docker, podman or buildah; undefined where it has none of them. */
export async function findEngine(): Promise<Engine | undefined> {
  const base = readFileSync('Dockerfile', 'utf8').match(/^ARG NODE_IMAGE=(.*)$/m)?.[1] ?? ''
  // The client alone is no engine: only the server knows its version.
  if (await works(['docker', 'version', '--format', '{{.Server.Version}}']))
    return createDocker('docker', base)
  if (await works(['podman', 'info'])) return createDocker('podman', base)
  const isRoot = process.getuid?.() === 0
  if (isRoot && (await works(['buildah', '--version'])) && (await works(['busybox'])))
    return createBuildah(base)
}
