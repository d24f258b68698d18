// Getting stations connected and keeping them so: the handshake, what refuses it, and when to try again.
import { opcode, readEveryFrame } from '../driver/frames.ts'
import { type Columns, phase } from './columns.ts'
import { type Line, type LineEvents, lineOpener } from './line.ts'
import type { Setup, Tally } from './orders.ts'
import { nameOf, type Talk, versionOf } from './talk.ts'
import type { Wheel } from './wheel.ts'

const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])
const close = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 1000 >> 8, 1000 & 255])
const passwordBytes = 20
const endOfHead = '\r\n\r\n'

export interface Connections {
  open(i: number): void
  cut(i: number, how: 'reset' | 'close'): void
}

export interface ConnectionNeeds {
  setup: Setup
  columns: Columns
  tally: Tally
  wheel: Wheel
  talk: Talk
}

export function createConnections({ setup, columns, tally, wheel, talk }: ConnectionNeeds): Connections {
  const { counts } = tally
  const place = (line: Line) => line.station - setup.first
  const passwords = Buffer.from(setup.passwords)
  const passwordOf = (i: number) => passwords.toString('hex', i * passwordBytes, (i + 1) * passwordBytes)

  function retryLater(i: number): void {
    const { waitMinimumMs, randomRangeMs, repeatTimes } = setup.backOff
    const doublings = Math.min(columns.attempts[i] ?? 0, repeatTimes)
    columns.attempts[i] = Math.min(255, (columns.attempts[i] ?? 0) + 1)
    const at = performance.now() + waitMinimumMs * 2 ** doublings + Math.random() * randomRangeMs
    columns.nextMs[i] = at
    wheel.put(at, i)
  }

  function head(line: Line, bytes: Buffer): Buffer | undefined {
    const all = line.rest === undefined ? bytes : Buffer.concat([line.rest, bytes])
    const end = all.indexOf(endOfHead)
    if (end < 0) {
      line.rest = Buffer.from(all)
      return undefined
    }
    line.rest = undefined
    const status = all.toString('latin1', 9, 12)
    if (status === '101') {
      columns.phase[place(line)] = phase.opened
      counts.connecting -= 1
      counts.open += 1
      talk.boot(place(line))
      return all.subarray(end + endOfHead.length)
    }
    tally.refused[status] = (tally.refused[status] ?? 0) + 1
    line.cut = true
    line.destroy()
    return undefined
  }

  function frames(line: Line, bytes: Buffer): void {
    const all = line.rest === undefined ? bytes : Buffer.concat([line.rest, bytes])
    const rest = readEveryFrame(all, (payload, kind) => {
      if (kind === opcode.text) return talk.text(line, payload)
      if (kind === opcode.ping) {
        counts.pings += 1
        line.write(pong)
      }
      if (kind === opcode.close) {
        if (payload.length >= 2) line.ending = String(payload.readUInt16BE(0))
        // Answered and ended (RFC 6455 section 5.5.1), unless it is the answer to ours.
        if (!line.cut) line.write(close)
        line.end()
      }
    })
    line.rest = rest.length === 0 ? undefined : Buffer.from(rest)
  }

  const events: LineEvents = {
    connected(line) {
      columns.phase[place(line)] = phase.upgrading
      line.write(handshake(line.station, setup.keyPairs === undefined ? passwordOf(place(line)) : undefined))
    },
    received(line, bytes) {
      if (columns.lines[place(line)] !== line || line.destroyed) return
      const isOpen = (columns.phase[place(line)] ?? 0) >= phase.opened
      const rest = isOpen ? bytes : head(line, bytes)
      if (rest !== undefined && rest.length > 0) frames(line, rest)
    },
    closed(line) {
      const i = place(line)
      if (columns.lines[i] !== line) return
      const before = columns.phase[i] ?? 0
      columns.lines[i] = undefined
      columns.phase[i] = phase.away
      if (before >= phase.opened) {
        counts.open -= 1
        if (before === phase.booted) counts.booted -= 1
        talk.lost(i)
        if (!line.cut) {
          counts.unwantedCloses += 1
          const why = line.ending || 'lost'
          tally.closes[why] = (tally.closes[why] ?? 0) + 1
        }
      } else {
        counts.connecting -= 1
        const why = line.ending || 'closed'
        if (!line.cut) tally.failed[why] = (tally.failed[why] ?? 0) + 1
      }
      if (columns.wanted[i] === 1) retryLater(i)
    },
  }
  const openLine = lineOpener(setup.way, events, number => setup.keyPairs?.[number - setup.first])

  return {
    open(i) {
      if (columns.phase[i] !== phase.away) return
      columns.phase[i] = phase.connecting
      columns.openedMs[i] = performance.now()
      columns.nextMs[i] = Number.POSITIVE_INFINITY
      counts.attempts += 1
      counts.connecting += 1
      columns.lines[i] = openLine(setup.first + i)
    },
    cut(i, how) {
      const line = columns.lines[i]
      if (line === undefined) return
      line.cut = true
      counts.cut += 1
      const isOpen = (columns.phase[i] ?? 0) >= phase.opened
      if (how === 'close' && isOpen) line.write(close)
      else if (setup.way.tls === undefined) line.resetAndDestroy()
      else line.destroy()
    },
  }
}

/** `password` undefined: the certificate says who it is. */
function handshake(number: number, password: string | undefined): string {
  const name = nameOf(number)
  return [
    `GET /ocpp/${name} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Protocol: ocpp${versionOf(number)}`,
    ...(password === undefined ? [] : [`Authorization: Basic ${btoa(`${name}:${password}`)}`]),
    '\r\n',
  ].join('\r\n')
}
