import { createSimulator, type SimulatorOptions } from '../simulator.ts'
import { createPrettyLog, orPortTaken } from './command-line.ts'

/** Starts the simulator, and prints the bot's configuration. Runs until SIGINT or SIGTERM. */
export async function start(options: SimulatorOptions): Promise<void> {
  const line = await orPortTaken(createSimulator({ ...options, log: createPrettyLog('LINE') }), options)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => line.close())
  console.log(`
  Chat            ${line.url}/
  Messaging API   ${line.url}${line.dataUrl === line.url ? '' : `\n  Content         ${line.dataUrl}`}
  Webhook URL     ${line.settings.webhookUrl || 'none: use --webhook, or let the bot set it'}
  Channel ID      ${line.channelId}
  Channel secret  ${line.channelSecret}
  Access token    ${line.channelAccessToken}
`)
}
