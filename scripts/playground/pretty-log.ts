import { styleText } from 'node:util'
import { pino } from 'pino'
import pretty from 'pino-pretty'

/** A readable log, with the name of the program in each line. */
export function createPrettyLog(name: string, colour: 'cyan' | 'green') {
  return pino({ base: null }, prettyStream(name, colour))
}

/** Formats JSON log lines as columns. */
export function prettyStream(name: string, colour: 'cyan' | 'green') {
  const prefix = styleText(colour, `${name.padEnd(4)} │`)
  return pretty({
    colorize: process.stdout.isTTY,
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'reqId,webhookEventId,lineRequestId',
    messageFormat: (record, key) => `${prefix} ${record[key]}`
  })
}
