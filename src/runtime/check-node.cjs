/**
 * Loaded before anything else (`node --require`): a Node.js that is too old cannot read TypeScript, and its own words,
 * ERR_UNKNOWN_FILE_EXTENSION, help nobody. So this file is JavaScript that any Node.js reads.
 */
'use strict'

const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { engines } = require('../../package.json')

const needed = Number.parseInt(engines.node, 10)
if (Number.parseInt(process.versions.node, 10) < needed) {
  const isInstalled = existsSync(join(__dirname, '../../node_modules/node'))
  const remedy = isInstalled
    ? 'npm rebuild node --ignore-scripts=false fetches it, or install it'
    : 'npm ci --include=dev brings it along for npm start, or install it'
  console.error(`Node.js ${needed} is needed, and this is ${process.versions.node}: ${remedy}.`)
  process.exit(1)
}
