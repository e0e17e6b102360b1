import fc from 'fast-check'
import t from 'tap'
import { createSlots } from '../../src/line/slots.ts'

t.test('never has more holders than slots, and serves everyone in the order of coming', async (t) => {
  const property = fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.nat(3_000), async (count, comers) => {
    const slots = createSlots(count)
    const served: number[] = []
    let holders = 0
    await Promise.all(
      Array.from({ length: comers }, async (_, comer) => {
        await slots.take()
        if (++holders > count) throw new Error('too many')
        served.push(comer)
        await null
        holders--
        slots.give()
      })
    )
    return served.every((comer, index) => comer === index) && served.length === comers
  })
  await t.resolves(fc.assert(property, { numRuns: 50 }))
})
