// What the tests of the RPC framework (OCPP-J) do on the wire that a well-behaved station never does.
import { once } from 'node:events'
import type { OcppVersion } from '@chargeplane/ocpp'
import { WebSocket } from 'ws'
import { examplePayload } from '../harness/example-payload.ts'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'

export interface Knock {
  /** Behind the edge's base URL, as it goes into it. */
  path: string
  username?: string
  password?: string | Buffer
  protocols?: string[]
  /** Offers permessage-deflate. */
  deflate?: boolean
}

/** What came of a handshake: an HTTP status, or a socket that is to be closed by whoever gets it. */
export type Knocked = { status: number } | { socket: WebSocket; protocol: string; extensions: string }

export async function knock(scene: Scene, { path, username, password = '', ...options }: Knock): Promise<Knocked> {
  const pair = Buffer.concat([Buffer.from(`${username ?? decodeURIComponent(path)}:`), Buffer.from(password)])
  const headers = { Authorization: `Basic ${pair.toString('base64')}` }
  const url = `${scene.platform.edges[0]?.url}/${path}`
  const socket = new WebSocket(url, options.protocols ?? [protocolOf(scene.version)], {
    ...(password.length === 0 ? {} : { headers }),
    perMessageDeflate: options.deflate ?? false,
    handshakeTimeout: 20_000,
  })
  const opened = once(socket, 'open').then(() => {
    const { protocol, extensions } = socket
    return { socket, protocol, extensions }
  })
  const refused = new Promise<{ status: number }>(resolve => {
    socket.once('unexpected-response', (_request, response) => {
      response.destroy()
      resolve({ status: response.statusCode ?? 0 })
    })
  })
  return Promise.race([opened, refused])
}

/** The HTTP status of a handshake that is refused; 101 for one that is not, whose socket is closed. */
export async function knockedStatus(scene: Scene, options: Knock): Promise<number> {
  const knocked = await knock(scene, options)
  if ('status' in knocked) return knocked.status
  knocked.socket.terminate()
  return 101
}

export const protocolOf = (version: OcppVersion): string => `ocpp${version}`

/** A sound StatusNotification, which waits its turn behind every CALL before it. */
export const statusPayload = (version: OcppVersion): Json => examplePayload(version, 'StatusNotification', 'request')

/** The frame that answers some text. */
export async function replyTo(station: WireStation, text: string): Promise<unknown[]> {
  const seen = station.frames.length
  station.send(text)
  const heard = () => station.frames.slice(seen).find(({ from }) => from === 'csms')
  const frame = await until(heard, { what: `an answer to ${text.slice(0, 100)}`, everyMs: 5 })
  return JSON.parse(frame.text)
}

/** What the platform said to some text until it had answered the CALL after it. */
export async function saidTo(station: WireStation, text: string): Promise<unknown[][]> {
  const seen = station.frames.length
  station.send(text)
  const reply = await station.call('StatusNotification', statusPayload(station.version))
  if (reply.type !== 'result') throw new Error(`StatusNotification was answered ${reply.code}`)
  return station.frames.slice(seen, -1).flatMap(({ from, text }) => (from === 'csms' ? [JSON.parse(text)] : []))
}
