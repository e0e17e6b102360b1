import { Server } from 'node:net'
import t from 'tap'
import { listen } from '../../src/http/listen.ts'
import { captureLog, SECRET } from '../helper.ts'
import { createPlainApp } from '../plain-bot/handlers.ts'

t.test('where there is no IPv6, the default is every address of IPv4', async (t) => {
  const environment = { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ACCESS_TOKEN: 'x', PORT: '0' }
  for (const code of ['EAFNOSUPPORT', 'EADDRNOTAVAIL']) {
    const app = await createPlainApp({ environment, log: (await captureLog()).log })
    t.teardown(() => app.close())
    Object.assign(app.server, {
      listen(options: { host: string }) {
        if (options.host === '0.0.0.0') Server.prototype.listen.call(app.server, options)
        else process.nextTick(() => app.server.emit('error', Object.assign(new Error(code), { code })))
      }
    })
    await listen(app)
    t.match(app.addresses(), [{ address: '0.0.0.0' }])
  }
})
