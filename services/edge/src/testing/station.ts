// A station as a raw WebSocket client: it sends what it is told, also what no station should.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { until } from './until.ts'

export interface StationOptions {
  port: number
  /** Path behind /ocpp/, as it goes into the URL. */
  path: string
  /** Default: the last segment of the path, decoded. */
  username?: string
  password?: string | Buffer
  protocols?: string[]
  /** Offers permessage-deflate. */
  deflate?: boolean
  /** What this station answers our CALLs; undefined: nothing. */
  onCall?(action: string, payload: unknown, id: string): object | undefined
}

export type Frame = [type: number, id: string, ...rest: unknown[]]

export interface Station {
  socket: WebSocket
  /** Everything that arrived, parsed. */
  frames: Frame[]
  /** Sends a CALL and waits for the frame that answers it. */
  call(action: string, payload: object, id?: string): Promise<Frame>
  send(text: string): void
  closed: Promise<{ code: number; reason: string }>
}

export interface Refusal {
  status: number
  headers: IncomingMessage['headers']
}

export function authorization(username: string, password: string | Buffer): string {
  const pair = Buffer.concat([Buffer.from(`${username}:`), Buffer.from(password)])
  return `Basic ${pair.toString('base64')}`
}

function dial(options: StationOptions): WebSocket {
  const username = options.username ?? decodeURIComponent(options.path.split('/').at(-1) ?? '')
  const headers: Record<string, string> = {}
  if (options.password !== undefined) headers.Authorization = authorization(username, options.password)
  return new WebSocket(`ws://127.0.0.1:${options.port}/ocpp/${options.path}`, options.protocols ?? ['ocpp1.6'], {
    headers,
    perMessageDeflate: options.deflate ?? false,
    handshakeTimeout: 10_000,
  })
}

/** Resolves with the refusal; fails when the handshake succeeds. */
export async function refusedStation(options: StationOptions): Promise<Refusal> {
  const socket = dial(options)
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
    socket.once('open', () => {
      socket.terminate()
      reject(new Error('the station was let in'))
    })
    socket.once('error', reject)
  })
}

export async function connectStation(options: StationOptions): Promise<Station> {
  const socket = dial(options)
  const frames: Frame[] = []
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Frame
    frames.push(frame)
    if (frame[0] !== 2) return
    const answer = options.onCall?.(String(frame[2]), frame[3], frame[1])
    if (answer !== undefined) socket.send(JSON.stringify([3, frame[1], answer]))
  })
  await once(socket, 'open')
  return {
    socket,
    frames,
    closed,
    async call(action, payload, id = randomUUID()) {
      const seen = frames.length
      socket.send(JSON.stringify([2, id, action, payload]))
      const answer = () => frames.slice(seen).find(frame => frame[0] !== 2 && frame[1] === id)
      await until(`${action} is answered`, () => answer() !== undefined, 10_000)
      return answer() ?? [0, id]
    },
    send: text => socket.send(text),
  }
}
