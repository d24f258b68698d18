// All connect, as fast as the machine takes them; then they are held, and commands go to random ones.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tally } from '../client/orders.ts'
import { availableBytes, cpuTimes, machineBusy, type Taken } from '../pool/processes.ts'
import { type Figure, type Findings, keep, reach } from '../pool/result.ts'
import { say } from '../pool/run-mode.ts'
import type { Scene } from '../pool/scene.ts'
import { byApi, byGrpc, type CommandsSent, startCommands } from '../pool/send-commands.ts'

export interface HoldOptions {
  stations: number
  edges: number
  minutes: number
  /** New connections per second at most. */
  'per-second': number
  'commands-per-second': number
  'heartbeat-s': number
  'ping-s': number
  /** Stations that are connecting or booting at a time; past it the next ones wait. */
  'most-under-way': number
  through: string
  security: string
}

const stepMs = 250
/** The ramp ends where it stands after so long without a station more. */
const patienceMs = 60_000
/** The ramp ends before the machine has less. */
const leastBytes = 400 * 2 ** 20
const sayEveryMs = 10_000

export async function hold(scene: Scene, options: HoldOptions): Promise<Findings> {
  const { pool, platform, stationsAddress } = scene
  const began = performance.now()
  const stopped = await ramp(scene, options)
  const rampSeconds = (performance.now() - began) / 1000
  const before = await pool.tally(true)
  const reached = before.counts.booted
  say(`${reached} booted after ${rampSeconds.toFixed(0)} s; holding them for ${options.minutes} minutes`)
  const door = options.through === 'api' ? byApi(platform.apiUrl, platform.apiKey) : byGrpc(stationsAddress)
  const commands = startCommands({
    perSecond: options['commands-per-second'],
    pick: () => Math.floor(Math.random() * reached),
    send: door.send,
  })
  const cpu = cpuTimes()
  await sleep(options.minutes * 60_000)
  const busy = machineBusy(cpu)
  const sent = await commands.stop()
  door.close()
  const after = await pool.tally()
  const left = availableBytes()
  return {
    mode: 'hold',
    about: `${options.stations} booted stations (${options.security}) on ${options.edges} edges for ${options.minutes} minutes`,
    settings: { ...options },
    figures: [
      { what: 'booted and held', value: Math.min(reached, after.counts.booted), unit: 'stations' },
      { what: 'to register one', value: 1000 / scene.registeredPerSecond, unit: 'ms' },
      { what: 'to connect and boot all', value: rampSeconds, unit: 's' },
      { what: 'heartbeats answered meanwhile', value: after.counts.heartbeats - before.counts.heartbeats, unit: '' },
      { what: 'pings answered meanwhile', value: after.counts.pings - before.counts.pings, unit: '' },
      { what: 'commands answered', value: sent.answered, unit: '' },
      { what: 'commands, p50', value: sent.durations.p50Ms, unit: 'ms' },
      { what: 'processors busy while holding', value: busy * 100, unit: '%' },
      { what: 'memory that was left', value: left / 2 ** 20, unit: 'MiB' },
      ...memoryOf(scene.taken()),
    ],
    promises: promisesOf(options, reached, { before, after, sent }),
    notes: [...stopped, ...told(before, sent)],
  }
}

/** Connects more as those before are booted. Empty when all are; else what stopped it. */
async function ramp({ pool }: Scene, options: HoldOptions): Promise<string[]> {
  const step = Math.max(1, Math.round((options['per-second'] * stepMs) / 1000))
  let asked = 0
  let best = 0
  let [betterMs, saidMs] = [performance.now(), performance.now()]
  while (best < options.stations) {
    const { booted } = pool.counts
    if (booted > best) [best, betterMs] = [booted, performance.now()]
    const room = Math.min(step, options['most-under-way'] - (asked - booted), options.stations - asked)
    if (room > 0) {
      pool.connect({ from: asked, to: asked + room }, options['per-second'])
      asked += room
    }
    const now = performance.now()
    if (now - saidMs > sayEveryMs) {
      saidMs = now
      say(`${booted} of ${options.stations} booted`)
    }
    if (availableBytes() < leastBytes) return [`Memory ended it at ${best} stations: less than 400 MiB were left.`]
    if (now - betterMs > patienceMs) return [`It ended at ${best} stations: not one more was booted within 60 s.`]
    await sleep(stepMs)
  }
  return []
}

interface Outcome {
  before: Tally
  after: Tally
  sent: CommandsSent
}

function promisesOf(options: HoldOptions, reached: number, { before, after, sent }: Outcome) {
  const failed = Object.values(sent.failed).reduce((sum, times) => sum + times, 0)
  return [
    reach('booted stations', reached, options.stations, ''),
    keep('unwanted closes while holding', after.counts.unwantedCloses - before.counts.unwantedCloses, 0, ''),
    keep('commands answered, p99', sent.durations.p99Ms, 300, 'ms'),
    keep('commands not answered', failed, 0, ''),
    keep('commands misdelivered', sent.misdelivered + after.counts.misdelivered, 0, ''),
  ]
}

function told(before: Tally, sent: CommandsSent): string[] {
  const list = (what: string, times: Record<string, number>) => {
    const parts = Object.entries(times).map(([name, count]) => `${name}: ${count}`)
    return parts.length === 0 ? [] : [`${what}: ${parts.join(', ')}.`]
  }
  return [
    ...list('Refused while connecting, by status', before.refused),
    ...list('Connections that failed before they were open', before.failed),
    ...list('Open connections that ended while others connected, by close code', before.closes),
    ...list('Commands that nobody answered', sent.failed),
  ]
}

function memoryOf(taken: Record<string, Taken>): Figure[] {
  const edges = Object.entries(taken).filter(([name]) => name.startsWith('edge '))
  const others = Object.entries(taken).filter(([name]) => !name.startsWith('edge '))
  const total = edges.reduce((sum, [, { pssBytes }]) => sum + pssBytes, 0)
  const line = (what: string, bytes: number) => ({ what: `memory of ${what}`, value: bytes / 2 ** 20, unit: 'MiB' })
  return [line('the edges together', total), ...others.map(([name, { pssBytes }]) => line(name, pssBytes))]
}
