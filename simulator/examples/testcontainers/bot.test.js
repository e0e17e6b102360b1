import assert from 'node:assert/strict'
import { GenericContainer, TestContainers, Wait } from 'testcontainers'

const webhook = 'http://host.testcontainers.internal:3000/callback' // the bot, on port 3000 of this machine
await TestContainers.exposeHostPorts(3000)
const container = await new GenericContainer('ghcr.io/OWNER/line-platform-simulator:0.1.0')
  .withCommand(['--webhook', webhook, '--channel-secret', 'secret', '--channel-access-token', 'token'])
  .withExposedPorts(8001)
  .withWaitStrategy(Wait.forHealthCheck())
  .start()
const url = `http://${container.getHost()}:${container.getMappedPort(8001)}` // for LINE_API_BASE_URL

const response = await fetch(`${url}/simulator/events`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ type: 'text', text: 'hello', waitForReplyMs: 2_000 })
})
const { replies } = await response.json()
assert.deepEqual(replies, [{ type: 'text', text: 'hello' }])
await container.stop()
