import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import t from 'tap'

t.test('.env sets what the environment does not have, and overrides nothing', async (t) => {
  const cwd = t.testdir({ '.env': 'PORT=1\nHOST=of-the-file\nLOG_LEVEL=debug\n' })
  const code = `
    import { loadDotEnv } from ${JSON.stringify(resolve('src/config/dot-env.ts'))}
    loadDotEnv()
    const { PORT, HOST, LOG_LEVEL } = process.env
    console.log(JSON.stringify({ PORT, HOST, LOG_LEVEL }))`
  const args = ['--input-type=module-typescript', '--eval', code]
  const env = { PATH: process.env.PATH, PORT: '8000', HOST: '' }
  t.same(JSON.parse(execFileSync(process.execPath, args, { cwd, env, encoding: 'utf8' })), {
    PORT: '8000',
    HOST: '',
    LOG_LEVEL: 'debug'
  })
})
