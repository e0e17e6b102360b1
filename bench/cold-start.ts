/**
 * How long a server takes from its start to its first 200, to a webhook without events: this bot, Express with LINE's SDK,
 * Fastify alone, and the floor. They are started in turn, without a compile cache and with one. Figures are medians, ratios
 * those of starts that follow each other; `CPU` is the process's own time, which depends less on what else the machine does.
 * Loopback only; stops by itself.
 *
 *     npm run bench -- cold-start [--rounds 9] [--json]
 */
import { parseArgs } from 'node:util'
import { showHelp } from './help.ts'
import { median, startLoad, startServer } from './processes.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)

const OURS = 'line-echobot'
const SERVERS = {
  [OURS]: 'src/web.ts',
  express: 'bench/servers/express.ts',
  fastify: 'bench/servers/fastify.ts',
  bare: 'bench/servers/bare.ts'
}
const CACHES = {
  'no cache': { NODE_DISABLE_COMPILE_CACHE: '1' },
  'compile cache': { NODE_COMPILE_CACHE: '.tap/bench-compile-cache' }
}

interface Start {
  ms: number
  cpuMs: number
}

const load = await startLoad()
const starts: Record<string, Record<string, Start[]>> = {}
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const [cache, environment] of Object.entries(CACHES)) {
    for (const [name, file] of Object.entries(SERVERS)) {
      process.stderr.write(`\r\x1b[Kround ${round} of ${values.rounds}: ${name}, ${cache}`)
      const server = await startServer(file, load, environment)
      const start = { ms: server.firstAnswerMs, cpuMs: server.cpuMs() }
      await server.stop(round === 0 ? 'SIGTERM' : undefined) // the first start fills the compile cache
      if (round === 0) continue
      starts[cache] ??= {}
      starts[cache][name] ??= []
      starts[cache][name].push(start)
    }
  }
}
process.stderr.write('\r\x1b[K')
load.stop()

const table = Object.entries(starts).flatMap(([cache, servers]) =>
  Object.entries(servers).map(([name, list]) => {
    const medianOf = (figure: (start: Start, i: number) => number) => median(list.map(figure))
    const ours = servers[OURS] as Start[]
    return {
      cache,
      name,
      ms: medianOf(({ ms }) => ms),
      cpuMs: medianOf(({ cpuMs }) => cpuMs),
      ours: medianOf(({ ms }, i) => (ours[i] as Start).ms / ms),
      oursCpu: medianOf(({ cpuMs }, i) => (ours[i] as Start).cpuMs / cpuMs)
    }
  })
)
if (values.json) console.log(JSON.stringify(table, null, 2))
else {
  for (const { cache, name, ms, cpuMs, ours, oursCpu } of table) {
    const ratio =
      name === OURS ? '' : `  line-echobot takes ${ours.toFixed(2)} × as long, CPU ${oursCpu.toFixed(2)} ×`
    const figures = `${ms.toFixed(0).padStart(6)} ms, CPU ${cpuMs.toFixed(0).padStart(5)} ms`
    console.log(`${cache.padEnd(14)}${name.padEnd(14)}${figures}${ratio}`)
  }
}
