#!/usr/bin/env node
/**
 * `line-platform-simulator` starts the simulator by itself, for a command (`exec`), or to replay a saved chat
 * (`replay`).
 */
import { readOptions, runProgram, UsageError } from './command-line.ts'
import { OPTIONS, simulatorOptions } from './options.ts'

const USAGE = `Simulates the LINE Platform on your machine, for a bot in any language.

  line-platform-simulator --webhook http://localhost:3000/callback
  line-platform-simulator exec [options] -- npm test
  line-platform-simulator replay chat.json --webhook http://localhost:3000/callback

Configure the bot to call http://localhost:8001 instead of https://api.line.me, with the credentials printed at startup.

exec starts the simulator on a free port, sets LINE_API_BASE_URL, LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN, runs the
command, and exits with its status.

replay sends the events of a saved chat to the bot, prints the differences in its replies, and exits with status 1 if there
are any. The bot must call this simulator: start it with LINE_API_BASE_URL=http://localhost:8001, and with the same
LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN as this command, or pass --channel-secret and --channel-access-token.

Options:`

await runProgram(async () => {
  const { given, words, command } = readOptions(USAGE, OPTIONS)
  const [what, ...rest] = words
  switch (what) {
    case undefined: {
      if (command.length > 0)
        throw new UsageError('A command requires exec: line-platform-simulator exec -- npm test')
      const options = simulatorOptions(given, 8001)
      const { start } = await import('./start.ts') // loaded late, so that usage errors are reported at once
      return start(options)
    }
    case 'exec': {
      if (rest.length > 0 || command.length === 0)
        throw new UsageError(
          'exec requires a command after --, e.g. line-platform-simulator exec -- npm test'
        )
      const options = simulatorOptions(given, 0)
      const { exec } = await import('./exec.ts')
      return exec(options, command)
    }
    case 'replay': {
      const [file] = rest
      if (file === undefined || rest.length > 1 || !given.webhook)
        throw new UsageError(
          'replay requires a file and --webhook: line-platform-simulator replay chat.json --webhook URL'
        )
      const { LINE_CHANNEL_SECRET: channelSecret, LINE_CHANNEL_ACCESS_TOKEN: channelAccessToken } =
        process.env
      const options = {
        ...(channelSecret && { channelSecret }),
        ...(channelAccessToken && { channelAccessToken }),
        ...simulatorOptions(given, 8001)
      }
      const { replayFile } = await import('./replay.ts')
      return replayFile(options, file)
    }
    default:
      throw new UsageError(`Unknown command ${what}. The commands are exec and replay.\nSee --help.`)
  }
})
