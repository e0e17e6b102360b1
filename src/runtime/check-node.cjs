/**
 * Loaded before anything else, by `node --require` or as the first import: a Node.js that is too old cannot read
 * TypeScript, and its own words, ERR_UNKNOWN_FILE_EXTENSION, help nobody. So this file is JavaScript that it can read.
 */
'use strict'

const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { engines } = require('../../package.json')

const needed = Number.parseInt(engines.node, 10)
if (Number.parseInt(process.versions.node, 10) < needed) {
  const isThere = (/** @type {string} */ file) => existsSync(join(__dirname, '../../node_modules', file))
  let remedy = 'npm ci --include=dev brings it along for npm start, or install it'
  if (isThere('node')) remedy = 'npm rebuild node --ignore-scripts=false fetches it, or install it'
  if (isThere('.bin/node')) remedy = 'npm start, and every other npm command here, has it; or install it'
  console.error(`Node.js ${needed} is needed, and this is ${process.versions.node}: ${remedy}.`)
  process.exit(1)
}
