#!/usr/bin/env node
/** `line-platform-simulator`: starts the simulator, alone, around a command (`exec`), or to repeat a chat (`replay`). */
import { readOptions, runProgram, UsageError } from './command-line.ts'
import { OPTIONS, simulatorOptions } from './options.ts'

const USAGE = `A LINE Platform on your own machine, for a bot in any language.

  line-platform-simulator --webhook http://localhost:3000/callback
  line-platform-simulator exec [options] -- npm test
  line-platform-simulator replay chat.json --webhook http://localhost:3000/callback

Let the bot call http://localhost:8001 instead of https://api.line.me, with the credentials printed at the start.

exec starts the simulator on a free port, sets LINE_API_BASE_URL, LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN, runs the
command and ends with its status.

replay sends the events of a chat that was saved on the chat page, prints where the bot answers differently, and ends with
status 1 if it does. The bot has to call this simulator: start it with LINE_API_BASE_URL=http://localhost:8001, and with the same
LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN as this command, or give it --channel-secret and --channel-access-token.`

await runProgram(async () => {
  const { given, words, command } = readOptions(USAGE, OPTIONS)
  const [what, ...rest] = words
  switch (what) {
    case undefined: {
      if (command.length > 0)
        throw new UsageError('A command is for exec: line-platform-simulator exec -- npm test')
      const options = simulatorOptions(given, 8001)
      const { start } = await import('./start.ts') // only now: a mistake is said at once
      return start(options)
    }
    case 'exec': {
      if (rest.length > 0 || command.length === 0)
        throw new UsageError('exec takes a command behind --, e.g. line-platform-simulator exec -- npm test')
      const options = simulatorOptions(given, 0)
      const { exec } = await import('./exec.ts')
      return exec(options, command)
    }
    case 'replay': {
      const [file] = rest
      if (file === undefined || rest.length > 1 || !given.webhook)
        throw new UsageError(
          'replay takes a file and --webhook: line-platform-simulator replay chat.json --webhook URL'
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
      throw new UsageError(`There is no command ${what}: there are exec and replay.\nSee --help.`)
  }
})
