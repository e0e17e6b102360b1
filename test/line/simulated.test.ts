import t from 'tap'
import { isSimulated } from '../../src/line/simulated.ts'

t.test('only LINE’s own host is LINE', async (t) => {
  for (const address of ['https://api.line.me', 'https://api.line.me/', 'https://API.LINE.ME:443/path']) {
    t.equal(isSimulated(address), false, address)
  }
  for (const address of [
    'http://localhost:8001',
    'https://api.line.me.example',
    'https://example/api.line.me'
  ]) {
    t.equal(isSimulated(address), true, address)
  }
})
