/** What is needed of a logger: pino's, or Fastify's. */
export type Log = Record<'error' | 'warn' | 'info' | 'debug', (details: object, message: string) => void>

/** An outage of the same kind is told again only after so long, so that one that comes and goes does not fill the log. */
const QUIET_MS = 60_000

/** Tells of an outage once, however many attempts fail in it, and of its end. */
export function createOutageLog() {
  let current: string | undefined
  let told: { kind: string; at: number } | undefined

  return {
    /**
     * An attempt failed.
     *
     * @param kind what kind of outage it is; another kind is told of, too
     * @param tell writes the line
     */
    failed(kind: string, tell: () => void): void {
      if (kind === current) return
      const now = performance.now()
      if (told && kind === told.kind && now - told.at < QUIET_MS) return
      current = kind
      told = { kind, at: now }
      tell()
    },

    /** An attempt succeeded. `tell` writes the line if there was one of the outage. */
    succeeded(tell: () => void): void {
      if (current === undefined) return
      current = undefined
      tell()
    }
  }
}
