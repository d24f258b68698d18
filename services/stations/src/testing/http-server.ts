// Somebody else's HTTP server: a responder, a list, a provider.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface Asked {
  method: string
  path: string
  contentType: string
  body: Buffer<ArrayBuffer>
}

export interface HttpAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string | Uint8Array
}

export interface Answering {
  url: string
  asked: Asked[]
  answer(asked: Asked): HttpAnswer | 'never'
  close(): Promise<void>
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { method = '', url: path = '', headers } = request
  const body = Buffer.from(await buffer(request))
  return { method, path, contentType: headers['content-type'] ?? '', body }
}

export async function serveHttp(): Promise<Answering> {
  const server = createServer(async (request, response) => {
    const asked = await read(request)
    answering.asked.push(asked)
    const answer = answering.answer(asked)
    if (answer === 'never') return
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const answering: Answering = {
    url: `http://127.0.0.1:${port}/`,
    asked: [],
    answer: () => ({ status: 404 }),
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return answering
}
