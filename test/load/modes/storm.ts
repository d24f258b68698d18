// A storm of reconnects. Two ways to make one: the network of everybody but some is lost (their connections are reset, the edges go on), or
// an edge is killed and everybody it held comes back to it or to the others.
import { setTimeout as sleep } from 'node:timers/promises'
import { durationsOf } from '../client/histogram.ts'
import { isAlive, type Taken } from '../pool/processes.ts'
import { type Findings, keep, reach } from '../pool/result.ts'
import { say } from '../pool/run-mode.ts'
import { openScene, type Scene } from '../pool/scene.ts'
import { watchLoad } from '../pool/watch-load.ts'
import { connectAll } from './connect-all.ts'

export interface StormOptions {
  /** Cut off; the stayers come on top. */
  stations: number
  stayers: number
  edges: number
  'stayers-per-second': number
  'connect-per-second': number
  /** Before it begins. */
  'calm-seconds': number
  'wait-minimum-ms': number
  'random-range-ms': number
  'repeat-times': number
  /** EDGE_ACCEPT_RATE, of each edge. */
  'accept-rate': number
  'back-within-s': number
  how: string
  security: string
}

const promisedP99Ms = 250
/** Reading the station, storing what the boot decided, and the consumers' share. */
const transactionsPerBoot = 4
const patienceFactor = 4

export function openStorm(options: StormOptions): Promise<Scene> {
  return openScene({
    stations: options.stations + options.stayers,
    edges: options.edges,
    apart: options.stayers,
    backOff: {
      waitMinimumMs: options['wait-minimum-ms'],
      randomRangeMs: options['random-range-ms'],
      repeatTimes: options['repeat-times'],
    },
    env: { edge: { EDGE_ACCEPT_RATE: String(options['accept-rate']) } },
    security: options.security,
    say,
  })
}

export async function storm(scene: Scene, options: StormOptions): Promise<Findings> {
  const { pool, platform } = scene
  const cut = { from: 0, to: options.stations }
  const stayers = { from: options.stations, to: pool.size }
  await connectAll(pool, options['connect-per-second'])
  say('all are booted')
  pool.speak(stayers, options['stayers-per-second'])
  const load = watchLoad(platform.databaseUrl, pool)
  await sleep(options['calm-seconds'] * 1000)
  const calm = await pool.tally(true)
  load.begins()
  const spared = platform.processes.filter(one => options.how !== 'kill' || one !== platform.edges[0])
  const pids = spared.map(({ pid }) => pid)
  const takenBefore = scene.taken()
  const began = performance.now()
  await strike(scene, options, cut)
  await pool.until(({ booted }) => booted <= Math.max(pool.size / 2, options.stayers), 5000)
  const back = await pool.until(({ booted }) => booted === pool.size, options['back-within-s'] * 1000 * patienceFactor)
  const seconds = (performance.now() - began) / 1000
  say(back ? `all are back after ${seconds.toFixed(1)} s` : `only ${pool.counts.booted} of ${pool.size} are back`)
  const cpu = cpuPerStation(takenBefore, scene.taken(), options.stations)
  pool.speak(stayers, 0)
  const after = await pool.tally()
  const seen = await load.stop()
  const cap = options['accept-rate'] * options.edges
  const dead = pids.filter(pid => !isAlive(pid)).length
  const [before, during] = [durationsOf(calm.answers), durationsOf(after.answers)]
  return {
    mode: options.edges === 1 ? 'storm' : `storm-${options.edges}-edges`,
    about: `${options.stations} stations (${options.security}) on ${options.edges} edges cut off at once (${options.how}) and back; ${options.stayers} stay`,
    settings: { ...options },
    figures: [
      { what: 'all back and booted after', value: seconds, unit: 's' },
      { what: 'attempts to connect', value: after.counts.attempts - calm.counts.attempts, unit: '' },
      ...Object.entries(after.refused).map(([status, times]) => ({
        what: `refused with ${status}`,
        value: times - (calm.refused[status] ?? 0),
        unit: '',
      })),
      { what: 'who stayed, p99 before', value: before.p99Ms, unit: 'ms' },
      { what: 'who stayed, p99 during', value: during.p99Ms, unit: 'ms' },
      { what: 'who stayed, answers during', value: during.count, unit: '' },
      ...cpu,
      { what: 'boots decided a second, most in three', value: seen.boots.most, unit: '/s' },
      { what: 'PostgreSQL transactions before, on average', value: seen.transactions.before, unit: '/s' },
      { what: 'PostgreSQL transactions a second, most in three', value: seen.transactions.most, unit: '/s' },
    ],
    promises: [
      reach('stations that are back', after.counts.booted, pool.size, ''),
      keep('all back and booted', seconds, options['back-within-s'], 's'),
      keep('who stayed, p99 during', during.p99Ms, promisedP99Ms, 'ms'),
      keep('boots decided in a second, capped by admission', seen.boots.most, Math.round(cap * 1.25), '/s'),
      keep('PostgreSQL transactions in a second', seen.transactions.most, cap * transactionsPerBoot, '/s'),
      keep('processes that ended', dead, 0, ''),
    ],
    notes: Object.entries(after.failed).map(
      ([why, times]) => `Connections that failed before they were open, ${why}: ${times}.`,
    ),
  }
}

/** Of each kind of process, from the cut until all were back: what else they did meanwhile is in it. A process that was killed is not. */
function cpuPerStation(before: Record<string, Taken>, after: Record<string, Taken>, stations: number) {
  const seconds = new Map<string, number>()
  for (const [name, { cpuSeconds }] of Object.entries(after)) {
    const spent = cpuSeconds - (before[name]?.cpuSeconds ?? 0)
    const kind = name.startsWith('edge ') ? 'edges' : name
    if (spent >= 0) seconds.set(kind, (seconds.get(kind) ?? 0) + spent)
  }
  return [...seconds].map(([kind, spent]) => ({
    what: `CPU of ${kind} for each that came back`,
    value: (spent / stations) * 1000,
    unit: 'ms',
  }))
}

/** Cuts them off; a killed edge is started again where there is no other. */
async function strike(
  { pool, platform }: Scene,
  options: StormOptions,
  cut: { from: number; to: number },
): Promise<void> {
  const [first] = platform.edges
  if (options.how !== 'kill' || first === undefined) return pool.cut(cut, 'reset')
  await first.stop('SIGKILL')
  if (platform.edges.length === 1) await first.start()
}
