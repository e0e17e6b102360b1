/** Loaded before a program (`node --import`): localhost has the two addresses that it has on most machines. */
import dns, { type LookupOptions } from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

const ADDRESSES = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 }
]

type Done = (error: Error | null, ...found: unknown[]) => void

function answer({ order, all }: LookupOptions, done: Done): void {
  const found = order === 'ipv4first' ? ADDRESSES.toReversed() : ADDRESSES
  if (all) done(null, found)
  else done(null, found[0]?.address, found[0]?.family)
}

const { lookup } = dns
const { lookup: lookupPromise } = dns.promises

Object.assign(dns, {
  lookup(name: string, ...rest: [LookupOptions, Done] | [Done]) {
    const done = rest.at(-1) as Done // the options may be left out
    const options = rest.length === 2 ? rest[0] : {}
    if (name === 'localhost') process.nextTick(answer, options, done)
    else lookup(name, options, done)
  }
})
Object.assign(dns.promises, {
  lookup(name: string, options: LookupOptions = {}) {
    if (name !== 'localhost') return lookupPromise(name, options)
    return new Promise((resolve) =>
      answer(options, (_error, found, family) => resolve(options.all ? found : { address: found, family }))
    )
  }
})
syncBuiltinESMExports()
