/** Loaded before what is for developers: says what is missing when npm left the development dependencies out. */
'use strict'

require('./check-node.cjs')
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { devDependencies } = require('../../package.json')

const missing = Object.keys(devDependencies).filter(
  (name) => !existsSync(join(__dirname, '../../node_modules', name))
)
if (missing.length > 0) {
  console.error(
    `Not installed: ${missing.join(', ')}. This needs the development dependencies: npm ci --include=dev`
  )
  process.exit(1)
}
