/**
 * Which files of `src` are the project's, so that its rules check nothing else: a file or folder that is not listed here
 * belongs to the author of a bot.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'

/** What each part of `src` may import, beside itself. The order is the way from a process to LINE. */
export const MAY_IMPORT: Record<string, string[]> = {
  'web.ts': ['app.ts', 'handlers', 'http', 'runtime'],
  'worker.ts': ['bot.ts', 'config', 'handlers', 'runtime'],
  cli: ['config', 'setup', 'webhook', 'inbox', 'redis', 'line', 'log', 'runtime', 'timing'],
  'app.ts': ['bot.ts', 'config', 'webhook', 'status-page', 'handlers', 'media', 'line', 'http', 'log'],
  runtime: ['config', 'log'],
  'bot.ts': ['config', 'inbox', 'media', 'metrics', 'handlers', 'line', 'log'],
  metrics: ['config', 'http', 'inbox', 'handlers', 'line', 'timing'],
  media: ['webhook', 'redis', 'handlers', 'line'],
  'status-page': ['setup', 'inbox', 'line', 'log'],
  setup: ['webhook', 'inbox', 'line', 'log'],
  webhook: ['inbox', 'http', 'timing'],
  inbox: ['handlers', 'redis', 'line', 'log', 'timing'],
  redis: ['log', 'timing'],
  config: ['line'],
  http: ['log'],
  handlers: [],
  line: ['log', 'timing'],
  log: [],
  timing: []
}

/** What the project has in the folder that an author edits. `handlers.ts` is the author's from the first day. */
export const HANDLERS = [
  'echo',
  'in-groups.ts',
  'one-at-a-time.ts',
  'slow.ts',
  'types.ts',
  'validate.ts',
  'with-loading-animation.ts',
  'wrap-handlers.ts'
]

/** `line` of `src/line/errors.ts`. */
export const partOf = (file: string) => file.split('/')[1] as string

/** Whether a file of `src` is the project's. */
export function isProjectFile(file: string): boolean {
  const [top, part = '', name = ''] = file.split('/')
  return top === 'src' && part in MAY_IMPORT && (part !== 'handlers' || HANDLERS.includes(name))
}

/** The project's files that match. */
export const projectFiles = (pattern: string) => globSync(pattern).filter(isProjectFile)

/** Why the documents and what repeats them are not checked, if they are not: another bot has its own. */
export const isAnotherBot = (() => {
  if (JSON.parse(readFileSync('package.json', 'utf8')).name !== 'line-echobot')
    return 'package.json has another name'
  const isOurs = existsSync('README.md') && /^# line-echobot$/m.test(readFileSync('README.md', 'utf8'))
  return !isOurs && 'README.md has another title'
})()
