import t from 'tap'
import { helpOf } from './help-of.ts'

t.test('each command explains itself with --help, and does nothing else', async (t) => {
  for (const name of ['doctor', 'failed-events']) t.match(helpOf(t, name), `npm run ${name}`)
})
