// The station's end of OCPP-J: one WebSocket at a time, one outstanding CALL, reconnects with back-off, as a charging station's firmware does.
import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'

export type Json = Record<string, unknown>

/** How a CALL of the station ended. `lost`: the socket closed first; `timeout`: open, but nobody answered in time. */
export type Reply =
  | { kind: 'result'; payload: Json }
  | { kind: 'error'; code: string; description: string }
  | { kind: 'timeout' }
  | { kind: 'lost' }

/** Sees everything that passes, as the station knows it. Sockets are numbered from 1. */
export interface LinkWatch {
  opened(socket: number): void
  closed(socket: number, code: number): void
  sent(socket: number, id: string, action: string, payload: Json): void
  settled(id: string, reply: Reply): void
  asked(socket: number, id: string, action: string, payload: Json): void
}

export interface LinkOptions {
  /** Asked anew for each connection. */
  url(): string
  subprotocol: string
  username: string
  password: string
  callTimeoutMs: number
  /** Answers a CALL of the CSMS; undefined answers NotImplemented. */
  onCall(action: string, payload: Json): Json | undefined
  onOpen(): void
  onClose(code: number): void
  watch?: LinkWatch
  /** Spreads reconnections; Math.random unless given. */
  random?: () => number
}

export interface Link {
  readonly isOpen: boolean
  /** How often a socket of it has closed. */
  readonly closes: number
  /** Sends one CALL; the caller keeps to one at a time. */
  call(action: string, payload: Json): Promise<Reply>
  /** Cuts the socket as a lost network would and stays away for that long, ms. */
  goOffline(ms: number): void
  close(): Promise<void>
}

const firstBackOffMs = 500
const longestBackOffMs = 8_000

/** Opens a link that keeps itself connected until `close`. */
export function openLink(options: LinkOptions): Link {
  let socket: WebSocket | undefined
  let closed = false
  let backOffMs = firstBackOffMs
  let closes = 0
  let opens = 0
  let retry: NodeJS.Timeout | undefined
  const random = options.random ?? Math.random
  const waiting = new Map<string, (reply: Reply) => void>()

  function connect(): void {
    if (closed) return
    const ws = new WebSocket(options.url(), options.subprotocol, {
      headers: { Authorization: `Basic ${Buffer.from(`${options.username}:${options.password}`).toString('base64')}` },
      handshakeTimeout: 10_000,
    })
    socket = ws
    let number = 0
    ws.on('open', () => {
      backOffMs = firstBackOffMs
      opens++
      number = opens
      options.watch?.opened(number)
      options.onOpen()
    })
    ws.on('message', data => receive(ws, number, data.toString()))
    ws.on('error', () => undefined) // 'close' follows and schedules the reconnect
    ws.on('close', code => {
      if (socket === ws) socket = undefined
      closes++
      settleAll({ kind: 'lost' })
      if (number > 0) options.watch?.closed(number, code)
      options.onClose(code)
      if (!retry) reconnectIn(backOffMs * (0.5 + random()))
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs)
    })
  }

  function reconnectIn(ms: number): void {
    if (closed) return
    retry = setTimeout(() => {
      retry = undefined
      connect()
    }, ms)
  }

  function receive(ws: WebSocket, number: number, text: string): void {
    const frame: unknown = JSON.parse(text)
    if (!Array.isArray(frame)) return
    const id = String(frame[1])
    if (frame[0] === 2) answer(ws, number, id, String(frame[2]), asObject(frame[3]))
    else if (frame[0] === 3) settle(id, { kind: 'result', payload: asObject(frame[2]) })
    else if (frame[0] === 4) settle(id, { kind: 'error', code: String(frame[2]), description: String(frame[3]) })
  }

  function answer(ws: WebSocket, number: number, id: string, action: string, payload: Json): void {
    options.watch?.asked(number, id, action, payload)
    const result = options.onCall(action, payload)
    ws.send(JSON.stringify(result ? [3, id, result] : [4, id, 'NotImplemented', `${action} is not simulated`, {}]))
  }

  function settle(id: string, reply: Reply): void {
    const settled = waiting.get(id)
    if (!settled) return
    waiting.delete(id)
    options.watch?.settled(id, reply)
    settled(reply)
  }

  function settleAll(reply: Reply): void {
    for (const id of [...waiting.keys()]) settle(id, reply)
  }

  connect()
  return {
    get closes() {
      return closes
    },
    get isOpen() {
      return socket?.readyState === WebSocket.OPEN
    },
    call(action, payload) {
      const ws = socket
      if (ws?.readyState !== WebSocket.OPEN) return Promise.resolve({ kind: 'lost' })
      const id = randomUUID()
      return new Promise(resolve => {
        const timer = setTimeout(() => settle(id, { kind: 'timeout' }), options.callTimeoutMs)
        waiting.set(id, reply => {
          clearTimeout(timer)
          resolve(reply)
        })
        options.watch?.sent(opens, id, action, payload)
        ws.send(JSON.stringify([2, id, action, payload]))
      })
    },
    goOffline(ms) {
      clearTimeout(retry)
      retry = undefined
      reconnectIn(ms)
      socket?.terminate()
    },
    async close() {
      closed = true
      clearTimeout(retry)
      const ws = socket
      if (!ws || ws.readyState === WebSocket.CLOSED) return
      await new Promise<void>(resolve => {
        ws.once('close', () => resolve())
        ws.close(1000)
        setTimeout(() => ws.terminate(), 2_000).unref()
      })
    },
  }
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
