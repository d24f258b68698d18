// A station of the tests' own making, seen frame by frame: it sends what it is told, hands over what the platform sends, and checks each
// frame of the platform against the official schemas.
import { randomUUID } from 'node:crypto'
import { findAction, type OcppVersion } from '@chargeplane/ocpp'
import { WebSocket } from 'ws'
import { until } from './until.ts'

export type Json = Record<string, unknown>

export type Reply = { type: 'result'; payload: Json } | { type: 'error'; code: string; description: string }

/** A CALL of the platform. Exactly one of `answer` and `fail` is to be called. */
export interface Asked {
  readonly id: string
  readonly action: string
  readonly payload: Json
  answer(payload: Json): void
  fail(code: string, description?: string): void
}

export interface WireStation {
  readonly id: string
  readonly version: OcppVersion
  /** Both ways, as text, in the order in which they passed. */
  readonly frames: readonly { from: 'station' | 'csms'; text: string }[]
  readonly closed: Promise<{ code: number; reason: string }>
  /** Sends a CALL and waits for what answers it. */
  call(action: string, payload: Json, id?: string): Promise<Reply>
  /** The payload of the CALLRESULT to a CALL; throws when it was a CALLERROR. */
  result(action: string, payload: Json): Promise<Json>
  /** Sends text as it is. */
  send(text: string): void
  /** The next CALL of the platform with that action that no test has taken yet. */
  expect(action: string, withinMs?: number): Promise<Asked>
  close(): Promise<void>
}

export interface WireOptions {
  /** Base of the edge's WebSocket URLs, as `Edge.url`. */
  url: string
  id: string
  /** Empty: none is sent. */
  password: string
  version: OcppVersion
  tls?: StationTls
}

/** How a station takes part in TLS: whom it trusts, and its own certificate for security profile 3. PEM. */
export interface StationTls {
  ca: string
  cert?: string
  key?: string
}

const subprotocols: Readonly<Record<OcppVersion, string>> = {
  '1.6': 'ocpp1.6',
  '2.0.1': 'ocpp2.0.1',
  '2.1': 'ocpp2.1',
}

/** Who is refused for now (503) comes again, as stations do. */
async function openPatiently(options: WireOptions): Promise<WebSocket> {
  const { url, id, version, password, tls } = options
  const credentials = Buffer.from(`${id}:${password}`).toString('base64')
  let socket: WebSocket | undefined
  await until(
    async () => {
      const tried = new WebSocket(`${url}/${encodeURIComponent(id)}`, subprotocols[version], {
        headers: password === '' ? {} : { Authorization: `Basic ${credentials}` },
        ...tls,
        handshakeTimeout: 20_000,
      })
      // Frames may come with the answer to the handshake: they wait until somebody listens.
      tried.once('open', () => tried.pause())
      const status = await new Promise<number>((resolve, reject) => {
        tried.once('open', () => resolve(101))
        tried.once('error', reject)
        tried.once('unexpected-response', (request, { statusCode = 0 }) => {
          request.destroy()
          if (statusCode === 503) resolve(statusCode)
          else reject(new Error(`Unexpected server response: ${statusCode}`))
        })
      })
      if (status === 101) socket = tried
      return status === 101
    },
    { what: `${id} to be let in`, everyMs: 500, withinMs: 60_000 },
  )
  if (socket === undefined) throw new Error(`${id} was not let in`)
  return socket
}

export async function connectWireStation(options: WireOptions): Promise<WireStation> {
  const { id: stationId, version } = options
  const socket = await openPatiently(options)
  const frames: { from: 'station' | 'csms'; text: string }[] = []
  const replies = new Map<string, Reply>()
  const sentActions = new Map<string, string>()
  const asked: Asked[] = []
  const faults: string[] = []
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })

  function send(text: string): void {
    frames.push({ from: 'station', text })
    // What is sent as bare text is answered by its own schema too.
    const [, id, action] = /^\[2,"([^"\\]*)","(\w+)(?:-Signed)?",/.exec(text) ?? []
    if (id !== undefined && action !== undefined) sentActions.set(id, action)
    socket.send(text)
  }

  /** Whatever the platform says has to fit the official schema. */
  function check(
    action: string,
    from: 'station' | 'csms',
    part: 'validateRequest' | 'validateResponse',
    payload: unknown,
  ) {
    const row = from === 'station' ? findAction(version, action, 'station') : findAction(version, action, 'csms')
    const failure = row === undefined ? 'no such action' : row[part](payload)?.message
    if (failure !== undefined) faults.push(`${action}: ${failure}`)
  }

  socket.on('message', data => {
    const text = String(data)
    frames.push({ from: 'csms', text })
    const [type, id, ...rest]: [number, string, ...unknown[]] = JSON.parse(text)
    if (type === 2) {
      const [action, payload] = [String(rest[0]), rest[1] as Json]
      check(action, 'csms', 'validateRequest', payload)
      asked.push({
        id,
        action,
        payload,
        answer: answer => send(JSON.stringify([3, id, answer])),
        fail: (code, description = '') => send(JSON.stringify([4, id, code, description, {}])),
      })
    } else if (type === 3) {
      check(sentActions.get(id) ?? '', 'station', 'validateResponse', rest[0])
      replies.set(id, { type: 'result', payload: rest[0] as Json })
    } else if (type === 4) replies.set(id, { type: 'error', code: String(rest[0]), description: String(rest[1]) })
  })

  socket.resume()

  async function call(action: string, payload: Json, id: string = randomUUID()): Promise<Reply> {
    sentActions.set(id, action)
    send(JSON.stringify([2, id, action, payload]))
    const reply = await until(() => replies.get(id), { what: `${action} to be answered`, everyMs: 5 })
    if (faults.length > 0) throw new Error(`the platform broke the schema: ${faults.join('; ')}`)
    return reply
  }

  return {
    id: stationId,
    version,
    frames,
    closed,
    call,
    send,
    async result(action, payload) {
      const reply = await call(action, payload)
      if (reply.type === 'error') throw new Error(`${action} was answered ${reply.code}: ${reply.description}`)
      return reply.payload
    },
    async expect(action, withinMs = 20_000) {
      const taken = await until(
        () => {
          const index = asked.findIndex(one => one.action === action)
          return index < 0 ? undefined : asked.splice(index, 1)[0]
        },
        { what: `${action} to be sent to the station`, everyMs: 5, withinMs },
      )
      if (faults.length > 0) throw new Error(`the platform broke the schema: ${faults.join('; ')}`)
      return taken
    },
    async close() {
      socket.close(1000)
      await closed
    },
  }
}
