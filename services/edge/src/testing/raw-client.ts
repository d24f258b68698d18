// A bare TCP or TLS client that speaks HTTP once and answers nothing by itself: what a station that has died, dribbles or floods looks like.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { authorization } from './station.ts'

export interface RawClient {
  socket: Socket
  /** performance.now() of the end. */
  closed: Promise<number>
}

export function upgradeText(name: string, password = 'secret'): string {
  return [
    `GET /ocpp/${name} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: ocpp1.6',
    `Authorization: ${authorization(name, password)}`,
    '\r\n',
  ].join('\r\n')
}

/** Nothing is sent yet; `tls`: after its handshake. */
export function dialRaw(port: number, tls = false): RawClient {
  const socket = tls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const closed = new Promise<number>(resolve => socket.once('close', () => resolve(performance.now())))
  return { socket, closed }
}

/** The status of the answer to the upgrade, 0 when there was none; the socket stays as it is. */
export async function upgradeRaw({ socket, closed }: RawClient, name: string): Promise<number> {
  socket.write(upgradeText(name))
  let head = ''
  while (!head.includes('\r\n\r\n')) {
    const data = await Promise.race([once(socket, 'data'), closed.then(() => undefined)]).catch(() => undefined)
    if (data === undefined) return 0
    head += String(data[0])
  }
  return Number(head.slice(9, 12))
}

/** A client frame: first byte, payload; masked with zeros, which leaves the payload as it is. */
export function clientFrame(first: number, payload: Buffer, masked = true): Buffer {
  const header = Buffer.alloc(payload.length > 125 ? 4 : 2)
  header[0] = first
  header[1] = (masked ? 0x80 : 0) | (payload.length > 125 ? 126 : payload.length)
  if (payload.length > 125) header.writeUInt16BE(payload.length, 2)
  return Buffer.concat(masked ? [header, Buffer.alloc(4), payload] : [header, payload])
}

/** Sends a byte each time for as long as the socket lives, and never the last one. */
export function dribble({ socket }: RawClient, bytes: Buffer, everyMs: number): void {
  let at = 0
  const drip = setInterval(() => {
    socket.write(bytes.subarray(at, at + 1))
    at = Math.min(at + 1, bytes.length - 2)
  }, everyMs)
  socket.once('close', () => clearInterval(drip))
}
