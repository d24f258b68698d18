// Stations in a closed loop, in a process of their own: each sends its next MeterValues when the last one was answered.
// Arguments: port, number of stations, seconds to warm up, seconds to measure; STATION_PASSWORDS: one for each, or none. Prints {"phase":"begin"} and {"phase":"end",…}.
import { connect, type Socket } from 'node:net'
import { nameOf } from '../client/talk.ts'
import { readFrames, textFrame, writeDigits } from './frames.ts'
import { idDigits, meterValuesCall, registerDigits } from './meter-values.ts'

const [port = 0, stations = 0, warmUpS = 0, measureS = 0] = process.argv.slice(2).map(Number)
const passwords = (process.env.STATION_PASSWORDS ?? '').split(' ')

let measuring = false
let answered = 0
let wrong = 0
let stopped = false
const latencies: number[] = []
const afterResult = '[3'.charCodeAt(1)

function handshake(name: string, password: string): string {
  const credentials = Buffer.from(`${name}:${password}`).toString('base64')
  return [
    `GET /ocpp/${name} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: ocpp1.6',
    `Authorization: Basic ${credentials}`,
    '\r\n',
  ].join('\r\n')
}

/** Resolves when the station is connected and its boot was answered. */
function begin(index: number): Promise<Socket> {
  const name = nameOf(index)
  const boot = textFrame('[2,"boot","BootNotification",{"chargePointVendor":"bench","chargePointModel":"bench"}]')
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let received = ''
    const onClose = () => reject(new Error(`${name} was cut off after: ${received}`))
    const onData = (chunk: Buffer) => {
      const hadHead = received.includes('\r\n\r\n')
      received += chunk.toString('latin1')
      if (hadHead) {
        socket.off('close', onClose)
        socket.off('data', onData)
        resolve(socket)
      } else if (received.includes('\r\n\r\n')) {
        if (received.startsWith('HTTP/1.1 101')) socket.write(boot.bytes)
        else reject(new Error(`${name} was refused: ${received}`))
      }
    }
    socket.on('error', reject)
    socket.on('close', onClose)
    socket.on('data', onData)
    socket.write(handshake(name, passwords[index] ?? ''))
  })
}

function loop(socket: Socket, index: number): void {
  const { bytes, payloadAt } = textFrame(meterValuesCall(1000 + index))
  const idAt = payloadAt + bytes.subarray(payloadAt).indexOf(idDigits)
  const registerAt = payloadAt + bytes.subarray(payloadAt).indexOf(`"${registerDigits}"`) + 1
  let count = index * 1_000_000
  let sentAt = 0
  let rest: Buffer = Buffer.alloc(0)
  const next = () => {
    count += 1
    writeDigits(bytes, idAt, idDigits.length, count)
    writeDigits(bytes, registerAt, registerDigits.length, count % 100_000_000)
    sentAt = performance.now()
    socket.write(bytes)
  }
  socket.on('data', chunk => {
    rest = readFrames(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), payload => {
      if (payload[1] !== afterResult) wrong += 1
      if (measuring) {
        answered += 1
        latencies.push(performance.now() - sentAt)
      }
      if (!stopped) next()
    })
  })
  socket.on('close', () => {
    if (!stopped) wrong += 1
  })
  next()
}

const pause = (seconds: number) => new Promise(resolve => setTimeout(resolve, seconds * 1000))
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const sockets: Socket[] = []
for (let first = 0; first < stations; first += 50) {
  const some = Array.from({ length: Math.min(50, stations - first) }, (_, i) => begin(first + i))
  sockets.push(...(await Promise.all(some)))
}
sockets.forEach(loop)
await pause(warmUpS)
measuring = true
const startedAt = performance.now()
say({ phase: 'begin' })
await pause(measureS)
measuring = false
const seconds = (performance.now() - startedAt) / 1000
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
say({ phase: 'end', answered, wrong, seconds, p50Ms: at(0.5), p99Ms: at(0.99) })
stopped = true
for (const socket of sockets) socket.destroy()
