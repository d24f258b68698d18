// One fuzzed station: bursts of strange frames, each followed by a sound one whose answer tells that those before it have theirs.
import { once } from 'node:events'
import type { OcppVersion } from '@chargeplane/ocpp'
import { WebSocket } from 'ws'
import { examplePayload } from '../../harness/example-payload.ts'
import { dueTo } from './due.ts'
import { type Shot, shoot } from './frames.ts'
import { type Random, randomFrom } from './random.ts'
import { count, fault, type Tally } from './tally.ts'

export interface FuzzedStation {
  readonly url: string
  readonly name: string
  readonly password: string
  readonly version: OcppVersion
  readonly seed: number
  readonly stream: number
  readonly frames: number
  /** Of a frame that the edge takes, in bytes. */
  readonly maxLength: number
}

/** Frames of a burst: below what an edge lets wait. */
const burst = 12
const burstLength = 250_000
const patienceMs = 30_000
/** Codes that the edge closes with for something the station did; anything else is its own fault. */
const lawful: ReadonlySet<number> = new Set([1003, 1006, 1007, 1008, 1009])

interface Line {
  readonly socket: WebSocket
  /** Ids of the answers since the last burst began. */
  answered: string[]
  closed: number | undefined
}

const isClosing = (shot: Shot, { maxLength }: FuzzedStation) =>
  'bytes' in shot || dueTo(shot.text, maxLength).type === 'close'

/** Sends all its frames, over as many sockets as it takes. */
export async function fuzzStation(station: FuzzedStation, tally: Tally): Promise<void> {
  const random = randomFrom(station.seed, station.stream)
  let line = await dial(station, tally)
  for (let sent = 0; sent < station.frames; ) {
    const shots = nextBurst(station, random, sent)
    sent += shots.length
    tally.frames += shots.length
    await fire(station, line, shots, sent, tally)
    if (line.closed !== undefined && sent < station.frames) line = await dial(station, tally)
  }
  line.socket.close(1000)
  await until(() => line.closed !== undefined)
}

function nextBurst(station: FuzzedStation, random: Random, sent: number): Shot[] {
  const shots: Shot[] = []
  for (let length = 0; shots.length < burst && length < burstLength && sent + shots.length < station.frames; ) {
    const shot = shoot(station.version, random, sent + shots.length)
    shots.push(shot)
    length += 'text' in shot ? shot.text.length : 0
    // Nothing behind it would arrive.
    if (isClosing(shot, station)) break
  }
  return shots
}

async function fire(station: FuzzedStation, line: Line, shots: readonly Shot[], sent: number, tally: Tally) {
  line.answered = []
  for (const shot of shots) {
    if ('text' in shot) line.socket.send(shot.text)
    else line.socket.send(shot.bytes, { binary: shot.as === 'binary' })
  }
  const last = shots.at(-1)
  const where = () => `${station.name} (${station.version}, stream ${station.stream}) before frame ${sent}`
  if (last !== undefined && isClosing(last, station)) {
    if (!(await until(() => line.closed !== undefined))) fault(tally, `${where()}: not closed after ${show(last)}`)
    return
  }
  const probe = `probe-${sent}`
  line.socket.send(JSON.stringify([2, probe, 'StatusNotification', statusOf(station.version)]))
  if (!(await until(() => line.answered.includes(probe) || line.closed !== undefined))) {
    fault(tally, `${where()}: no answer any more, after ${shots.map(show).join(' ')}`)
    line.socket.terminate()
    await until(() => line.closed !== undefined)
  } else if (line.closed === undefined) judge(station, line, shots, tally, where)
}

/** Every CALL has an answer by its id, or under "-1" where its id could not be read. */
function judge(station: FuzzedStation, line: Line, shots: readonly Shot[], tally: Tally, where: () => string): void {
  const answers = new Set(line.answered)
  const owed = shots.flatMap(shot => {
    const due = 'text' in shot ? dueTo(shot.text, station.maxLength) : undefined
    return due?.type === 'answer' && !answers.has(due.id) ? [shot] : []
  })
  const unnamed = line.answered.filter(id => id === '-1').length
  if (owed.length > unnamed) fault(tally, `${where()}: no answer to ${owed.map(show).join(' ')}`)
}

const show = (shot: Shot) => ('text' in shot ? shot.text.slice(0, 400) : `${shot.as} ${shot.bytes.toString('hex')}`)
const statusOf = (version: OcppVersion) => examplePayload(version, 'StatusNotification', 'request')

async function dial(station: FuzzedStation, tally: Tally): Promise<Line> {
  const { url, name, password, version } = station
  const socket = new WebSocket(`${url}/${name}`, `ocpp${version}`, {
    headers: { Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` },
    // Every other station speaks permessage-deflate.
    perMessageDeflate: station.stream % 2 === 0,
    handshakeTimeout: patienceMs,
  })
  const line: Line = { socket, answered: [], closed: undefined }
  socket.on('error', () => undefined)
  socket.on('message', data => hear(line, String(data), station, tally))
  socket.on('close', code => {
    line.closed = code
    if (code !== 1000 && code !== 1005) count(tally.closes, String(code))
    if (code !== 1000 && code !== 1005 && !lawful.has(code)) fault(tally, `${name}: closed with ${code}`)
  })
  await once(socket, 'open')
  socket.send(JSON.stringify([2, 'boot', 'BootNotification', examplePayload(version, 'BootNotification', 'request')]))
  if (!(await until(() => line.answered.includes('boot')))) fault(tally, `${name}: its boot was not answered`)
  return line
}

function hear(line: Line, text: string, { name }: FuzzedStation, tally: Tally): void {
  const [type, id, third]: unknown[] = JSON.parse(text)
  line.answered.push(String(id))
  const outcome = type === 3 ? 'result' : String(third)
  count(tally.answers, outcome)
  if (type !== 3 && type !== 4) fault(tally, `${name}: was sent ${text.slice(0, 300)}`)
  if (outcome === 'InternalError') fault(tally, `${name}: a fault of ours was answered to ${id}`)
}

/** False when it does not come about in time. */
async function until(condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  for (let turn = 0; !condition(); turn += 1) {
    if (performance.now() > deadline) return false
    await new Promise(resolve => setTimeout(resolve, turn < 20 ? 0 : 5))
  }
  return true
}
