import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, request as httpRequest, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket
} from 'node:net'
import type { Test } from 'tap'
import { selfSigned } from '../certificate.ts'

/** Has a server listen on a free port until the test ends, which ends its connections, too. */
export async function listen(t: Test, server: Server, host = '127.0.0.1') {
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket.on('error', () => {})))
  server.listen(0, host)
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}

/** Something that answers in LINE's place, and the connections that it has had. */
export async function startServer(t: Test, listener: RequestListener) {
  const server = createHttpServer(listener)
  const { port, sockets } = await listen(t, server)
  return { server, sockets, url: `http://127.0.0.1:${port}` }
}

/** Something that answers every request with the next of these bytes, and then with nothing. */
export async function startBytes(t: Test, ...answers: (string | Buffer)[]) {
  const server = createTcpServer((socket) => socket.on('data', () => socket.write(answers.shift() ?? '')))
  const { port, sockets } = await listen(t, server)
  return { sockets, url: `http://127.0.0.1:${port}` }
}

/** Something that answers over TLS, with a certificate for `localhost` that nobody vouches for. */
export async function startTls(t: Test, listener: RequestListener) {
  const [keyFile, certificateFile] = selfSigned(t)
  const certificate = readFileSync(certificateFile, 'utf8')
  const server = createHttpsServer({ key: readFileSync(keyFile), cert: certificate }, listener)
  const { port } = await listen(t, server)
  return { server, port, certificate, certificateFile, url: `https://localhost:${port}` }
}

/** A forward proxy, and what was asked of it: `CONNECT host:port`, or `POST http://host:port/path`. */
export async function startProxy(t: Test, { authorization }: { authorization?: string } = {}) {
  const asked: string[] = []
  const isRefused = (given: unknown) => authorization !== undefined && given !== authorization
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const { 'proxy-authorization': given, ...headers } = request.headers
    if (isRefused(given)) return void response.writeHead(407).end()
    // By node:http, which goes the direct way whatever the test does to `fetch`.
    const forward = httpRequest(String(request.url), { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forward.on('error', () => response.destroy())
    request.pipe(forward)
  })
  server.on('connect', (request, socket, head) => {
    asked.push(`CONNECT ${request.url}`)
    socket.on('error', () => {})
    if (isRefused(request.headers['proxy-authorization'])) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    }
    const { hostname, port } = new URL(`http://${request.url}`)
    const target = connect(Number(port) || 80, hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      target.write(head)
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.destroy())
    socket.on('close', () => target.destroy())
  })
  const { port } = await listen(t, server)
  return { asked, url: `http://127.0.0.1:${port}`, port }
}
