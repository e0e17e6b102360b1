import t from 'tap'
import { createProblemReport, isRefusal, problemOf } from '../../src/redis/errors.ts'
import { captureLog } from '../helper.ts'

t.test('shows no password that an error of Redis repeats', async (t) => {
  for (const [text, shown] of [
    ['ERR cannot use redis://:hunter2@redis:6379/0', 'Redis: ERR cannot use …'],
    ['ERR cannot use default:hunter2@redis now', 'Redis: ERR cannot use … now'],
    [`ERR wrong ${'p4ssw0rd'.repeat(4)}`, 'Redis: ERR wrong …']
  ] as const) {
    t.equal(problemOf(new Error(text)).message, shown)
  }
  const echoed = problemOf(new Error("ERR unknown command 'AUTH', with args beginning with: 'hunter2' "))
  t.match(echoed.message, 'does not support a command that the bot needs')
  t.notMatch(echoed.message, 'hunter2')
})

t.test(
  'knows what is wrong from the words of each version of Redis, and whether to leave it alone',
  async (t) => {
    const meanings = [
      ["CROSSSLOT Keys in request don't hash to the same slot", 'CLUSTER', true],
      ['MOVED 5061 10.0.0.1:6379', 'CLUSTER', true],
      ['ERR max number of clients reached', 'MAXCLIENTS', false],
      ['CLUSTERDOWN Hash slot not served', 'CLUSTER', true],
      ['ERR SELECT is not allowed in cluster mode', 'CLUSTER', true],
      ["ERR unknown command 'evalsha', with args beginning with: 'x' ", 'UNKNOWN_COMMAND', true],
      ['ERR unknown command `EVALSHA`, with args beginning with: `x` ', 'UNKNOWN_COMMAND', true],
      ["READONLY You can't write against a read only replica.", 'READONLY', true],
      ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'READONLY', true],
      ['LOADING Redis is loading the dataset in memory', 'LOADING', true],
      ["NOPERM this user has no permissions to run the 'evalsha' command", 'NOPERM_SCRIPTS', true],
      ["NOPERM User weak has no permissions to run the 'bzpopmin' command", 'NOPERM', true],
      ["ERR ACL failure in script: User weak has no permissions to run the 'lpush' command", 'NOPERM', true],
      ["ERR The user executing the script can't run this command or subcommand script: x", 'NOPERM', true],
      [
        'NOPERM this user has no permissions to access one of the keys used as arguments',
        'NOPERM_KEYS',
        true
      ],
      ["NOPERM User weak has no permissions to access the 'line-echobot:x' key", 'NOPERM_KEYS', true],
      ["NOPERM this user has no permissions to run the 'info' command or its subcommand", 'NO_INFO', false],
      ["NOPERM User weak has no permissions to run the 'info' command", 'NO_INFO', false],
      ['ERR DB index is out of range', 'NO_DATABASE', false]
    ] as const
    t.same(
      meanings.map(([text]) => [text, problemOf(new Error(text)).code, isRefusal(new Error(text))]),
      meanings
    )
  }
)

t.test('an error that does not tell its cause gets the one found shortly before', async (t) => {
  const { log, records } = await captureLog()
  const reportProblem = createProblemReport(log)
  const ended = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  const denied = problemOf(new Error('DENIED Redis is running in protected mode because'))
  t.equal(reportProblem(ended).code, 'ECONNRESET', 'none was found yet')
  for (const error of [denied, ended, new Error('Connection is closed.')])
    t.same(reportProblem(error), denied)
  t.same(
    records.map(({ code }) => code),
    ['ECONNRESET', 'DENIED']
  )
})
