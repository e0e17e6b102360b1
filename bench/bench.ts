/**
 * Runs a benchmark, by default `side-by-side`. All traffic is on loopback, and each benchmark ends by itself.
 *
 *     npm run bench -- side-by-side   this bot, other bots and a minimal server with the same work
 *     npm run bench -- cold-start     from the start of a process to its first response
 *     npm run bench -- growth         1 to 512 connections, a million events, and a LINE that stalls
 *     npm run bench -- redis          the cost of Redis, and the gain from workers
 *     npm run bench -- redis-memory   how much memory an event takes in Redis
 *     npm run bench -- simulator      whether the simulator sustains 2,000 events per second
 *     npm run bench -- soak           an hour with faults, in memory and with Redis
 *     npm run bench -- outage         how many events are lost if LINE is down
 *     npm run bench -- restarts       whether events are lost if processes and Redis restart
 *
 * Options go after the name: npm run bench -- redis --help
 */
import { showHelp } from './help.ts'

const PROGRAMS = [
  'side-by-side',
  'cold-start',
  'growth',
  'redis',
  'redis-memory',
  'simulator',
  'soak',
  'outage',
  'restarts'
]

const [first = ''] = process.argv.slice(2)
if (first === '--help' || first === '-h') showHelp(import.meta.filename)
const isNamed = first !== '' && !first.startsWith('-')
const name = isNamed ? first : 'side-by-side'
if (!PROGRAMS.includes(name)) {
  console.error(`Unknown benchmark ${name}. npm run bench -- --help lists all benchmarks.`)
  process.exit(1)
}
if (isNamed) process.argv.splice(2, 1) // the program reads its options from there
await import(`./${name}.ts`)
