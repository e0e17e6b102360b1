import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A key and a self-signed certificate for localhost, for the time of a test. */
export const selfSigned = (t: Test): [key: string, certificate: string] => createCertificate(t.testdir())

/** Writes a key and a self-signed certificate for localhost into a folder, and returns their files. */
export function createCertificate(folder: string): [key: string, certificate: string] {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '1']
  const { status, stderr } = spawnSync('openssl', ['req', ...options, '-keyout', key, '-out', certificate])
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  return [key, certificate]
}
