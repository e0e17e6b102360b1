import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A key and a certificate that nobody vouches for. */
export function selfSigned(t: Test): [key: string, certificate: string] {
  const dir = t.testdir()
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')]
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '1']
  const { status, stderr } = spawnSync('openssl', ['req', ...options, '-keyout', key, '-out', certificate])
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  return [key, certificate]
}
