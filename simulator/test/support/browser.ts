import { type Browser, chromium } from 'playwright-core'
import { findProgram } from './find-program.ts'

const CHROMIUM = findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')

/** Why browser tests are skipped, if they are; where `CI` is set, a missing browser is a failure. */
export const withoutBrowser =
  CHROMIUM || process.env.CI
    ? false
    : 'there is no Chromium: apt-get install -y --no-install-recommends chromium'

export function startBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('no Chromium in the PATH')
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox', // root has none
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
}
