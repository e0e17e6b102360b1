/**
 * How fast the time of the bot and of its world runs. Where a real Redis takes part, the clock cannot be simulated; but
 * every time limit of the bot can be divided by the same number. `hooks.ts` does so as the code is loaded: to each
 * constant whose name ends in `_MS` or `_S`, and to each default of a `timeoutMs`.
 */
let times = 1

/** 1: as in production. */
export const speed = (): number => times

/** Has the time of everything that is loaded from now on run so many times as fast. */
export function setSpeed(faster: number): void {
  times = faster
}

/** Numbers, and products of numbers; what is made of other constants is scaled with them. */
const TIME =
  /\b(const [A-Z_]+_M?S = |\w*[tT]imeoutMs(?:: timeoutMs)? = )([\d_]+(?: \* [\d_]+)*)(?=\s*(?:[,})]|\/\/|$))/gm
const OWN_CODE = /^(?!.*\/node_modules\/).*\/(?:src|test\/simulation)\/.*\.ts$/

/** Times that BullMQ has no option for, each at the end of what it stands behind. */
const BULLMQ_TIMES = [
  { file: '/bullmq/dist/cjs/utils/index.js', time: /(\.DELAY_TIME_[15] = )(\d+)(?=;)/g },
  {
    file: '/bullmq/dist/cjs/classes/redis-queue-backend.js',
    time: /(roundedTimeout \* 1000 \+ |get maximumBlockTimeout\(\) \{\s+return )(\d+)/g
  }
]

/** BullMQ waits for a whole number of seconds, because the bot does not let it ask for the version of Redis. */
const WHOLE_SECONDS = 'Math.ceil(blockTimeout)'

/** A module's source, with its times divided by the speed. */
export function withScaledTimes(url: string, source: string): string {
  if (times === 1) return source
  const pattern = OWN_CODE.test(url) ? TIME : BULLMQ_TIMES.find(({ file }) => url.endsWith(file))?.time
  if (!pattern) return source
  const faster = source
    .replace(pattern, (_, name, value) => `${name}(${value}) / ${times}`)
    .replace(WHOLE_SECONDS, `Math.ceil(blockTimeout * ${times}) / ${times}`)
  if (pattern !== TIME && faster === source) throw new Error(`${url} has other times now`)
  return faster
}

/** Whatever it is, with each number in it whose name, or whose list's name, ends in `Ms` divided by the speed. */
export function scaled<T>(value: T, name = ''): T {
  if (typeof value === 'number') return (name.endsWith('Ms') ? value / times : value) as T
  if (Array.isArray(value)) return value.map((each) => scaled(each, name)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([ownName, each]) => [ownName, scaled(each, ownName)])
  ) as T
}
