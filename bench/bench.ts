/**
 * Runs a benchmark, by default `side-by-side`. Everything is on loopback, and each one stops by itself.
 *
 *     npm run bench -- side-by-side   this bot, its peers and the floor with the same work
 *     npm run bench -- cold-start     from the start of a process to its first answer
 *     npm run bench -- growth         1 to 512 connections, a million events, a LINE that stalls
 *     npm run bench -- redis          what Redis costs, and what workers add
 *     npm run bench -- redis-memory   how much memory of Redis an event takes
 *     npm run bench -- simulator      whether the simulator holds 2,000 events per second
 *     npm run bench -- soak           an hour with faults, in memory and with Redis
 *     npm run bench -- outage         how many events are lost while LINE is down
 *     npm run bench -- restarts       whether events are lost when processes and Redis restart
 *
 * Options follow the name: npm run bench -- redis --help
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
  console.error(`There is no benchmark ${name}: npm run bench -- --help lists them`)
  process.exit(1)
}
if (isNamed) process.argv.splice(2, 1) // the program reads its options from there
await import(`./${name}.ts`)
