import { connect } from 'node:net'

/** The status that a WebSocket handshake with Basic authentication is answered. `url`: http://host:port/path. */
export function refusedHandshake(url: string, user: string, password: string): Promise<number> {
  const { hostname, port, pathname } = new URL(url)
  const lines = [
    `GET ${pathname} HTTP/1.1`,
    `Host: ${hostname}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: ocpp1.6',
    `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    '\r\n',
  ]
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(lines.join('\r\n')))
    socket.once('error', reject)
    socket.once('data', chunk => {
      resolve(Number(chunk.toString('latin1').split(' ')[1]))
      socket.destroy()
    })
  })
}
