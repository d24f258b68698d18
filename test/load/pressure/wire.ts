// A TCP client that says what it is told to, and a WebSocket text frame for it to say.
import { connect, type Socket } from 'node:net'
import { nameOf } from '../client/talk.ts'
import { goodHandshake } from '../handshakes/kinds.ts'

/** Which handshake of whom lets a station in. */
export function handshakeOf(passwords: readonly string[], index: number): string {
  const station = nameOf(index % passwords.length)
  const password = passwords[index % passwords.length] ?? ''
  return goodHandshake({ station, password, other: '', otherPassword: '' })
}

/** Masked with zeros. Up to 65,535 bytes. */
export function frameOf(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.alloc(payload.length > 125 ? 8 : 6)
  header[0] = 0x81
  header[1] = 0x80 | (payload.length > 125 ? 126 : payload.length)
  if (payload.length > 125) header.writeUInt16BE(payload.length, 2)
  return Buffer.concat([header, payload])
}

/** `answer`: the HTTP status, or `closed`. The socket is handed back as it is after that. */
export function upgrade(port: number, handshake: string): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1', () => socket.write(handshake))
  const answer = new Promise<string>(resolve => {
    // The head comes in as many pieces as the edge has written.
    let head = ''
    const onData = (data: Buffer) => {
      head += data.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', onData)
      resolve(head.split(' ')[1] ?? 'closed')
    }
    socket.on('data', onData)
    socket.once('error', () => resolve('closed'))
    socket.once('close', () => resolve('closed'))
  })
  return { socket, answer }
}

/** Calls `act` so many times a second for so long, and makes up for what was late: nobody waits for an answer. */
export async function openLoop(perSecond: number, seconds: number, act: (index: number) => void): Promise<void> {
  const started = performance.now()
  for (let index = 0; index < perSecond * seconds; ) {
    const due = Math.min(perSecond * seconds, ((performance.now() - started) / 1000) * perSecond)
    for (; index < due; index += 1) act(index)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
