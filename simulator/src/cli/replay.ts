import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { readChat } from '../chat-test/replay.ts'
import { createSimulator, type SimulatorOptions } from '../simulator.ts'
import { orPortTaken, UsageError } from './command-line.ts'

/** Sends the events of a saved chat to the bot, and prints the differences. If there are any, the exit status is 1. */
export async function replayFile(options: SimulatorOptions, file: string): Promise<void> {
  const chat = chatIn(file)
  const line = await orPortTaken(createSimulator(options), options)
  try {
    const differences = await line.replay(chat)
    for (const { step, event, path, expected, actual } of differences) {
      console.log(
        `${step} ${event.type}${event.text === undefined ? '' : ` ${inspect(event.text)}`}: ${path}`
      )
      console.log(`  expected  ${inspect(expected, { depth: null })}`)
      console.log(`  actual    ${inspect(actual, { depth: null })}`)
    }
    const events = counted(chat.steps.length, 'event')
    if (differences.length === 0) return console.log(`${events}, no differences`)
    console.log(`${events}, ${counted(differences.length, 'difference')}`)
    process.exitCode = 1
  } finally {
    await line.close()
  }
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

function chatIn(file: string) {
  try {
    return readChat(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}
