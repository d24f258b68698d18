// A WebSocket handshake byte by byte, for what no client would send, and what it is answered.
import { connect } from 'node:net'

/** The request line and headers of a station of 1.6; `headers`: whole lines beside those that every handshake has. */
export function handshakeText(path: string, headers: readonly string[]): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: edge',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: ocpp1.6',
    ...headers,
    '\r\n',
  ].join('\r\n')
}

const patienceMs = 30_000

/** The HTTP status of the answer, `closed` where the connection ended without one, `silence` after half a minute. */
export function answerTo(port: number, text: string): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    const end = (answer: string) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(patienceMs, () => end('silence'))
    socket.once('data', chunk => end(statusOf(chunk)))
    socket.once('error', () => end('closed'))
    socket.once('close', () => end('closed'))
  })
}

function statusOf(head: Buffer): string {
  return head.toString('latin1').split(' ')[1] ?? 'closed'
}
