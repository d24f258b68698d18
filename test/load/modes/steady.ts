// An open loop: message k is due at its time whatever became of those before it, and the time until its answer counts from then. A stall
// therefore counts for everything that was due in it.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Durations, durationsOf } from '../client/histogram.ts'
import { checkTopics } from '../pool/check-topics.ts'
import { type Findings, keep } from '../pool/result.ts'
import { say } from '../pool/run-mode.ts'
import { openScene, type Scene } from '../pool/scene.ts'
import { startRound } from '../rounds/round.ts'
import { connectAll } from './connect-all.ts'

export interface SteadyOptions {
  stations: number
  seconds: number
  'warm-up': number
  'peak-stations': number
  'peak-seconds': number
  'share-of-peak': number
  security: string
  with: string
}

const connectPerSecond = 400
const promisedP99Ms = 50
const quietWithinMs = 60_000

export async function openSteady(options: SteadyOptions): Promise<Scene> {
  const { stations, security } = options
  // A heartbeat beside the mix would be no harm; nobody's is due in this time.
  const scene = await openScene({
    stations,
    edges: 1,
    heartbeatS: 3600,
    security,
    perProcess: Math.ceil(stations / 2),
    say,
  })
  if (options.with === 'edge') {
    // What a station waits for is its edge, stations and authorization. The others work later what is on topics, and here they would take the same two cores.
    const { transactions, billing, gateway } = scene.platform.services
    for (const service of [transactions, billing, scene.platform.services['smart-charging'], gateway])
      await service.stop()
  }
  return scene
}

export async function steady(scene: Scene, options: SteadyOptions): Promise<Findings> {
  const { pool } = scene
  const peak = await findPeak(scene, options)
  const perSecond = peak * options['share-of-peak']
  say(`peak ${Math.round(peak)} calls a second; ${Math.round(perSecond)} messages a second follow`)
  await connectAll(pool, connectPerSecond)
  pool.speak(pool.all, perSecond)
  await sleep(options['warm-up'] * 1000)
  const before = await pool.tally(true)
  await sleep(options.seconds * 1000)
  const after = await pool.tally()
  const durations = durationsOf(after.answers)
  pool.speak(pool.all, 0)
  await pool.until(({ out }) => out === 0, quietWithinMs)
  const lost = await checkTopics(scene)
  const answered = after.counts.answered - before.counts.answered
  return {
    mode: 'steady',
    about: `a mix of 1.6 and 2.0.1 messages of ${options.stations} stations (${options.security}) by a schedule, at ${options['share-of-peak']} of the peak of one edge`,
    settings: { ...options },
    figures: [
      { what: 'peak: MeterValues in a closed loop', value: peak, unit: 'calls/s' },
      { what: 'due by schedule', value: perSecond, unit: 'calls/s' },
      { what: 'answered', value: answered / options.seconds, unit: 'calls/s' },
      ...figuresOf(durations),
      { what: 'records looked at afterwards', value: lost.records, unit: '' },
    ],
    promises: [
      keep('p99 of answers', durations.p99Ms, promisedP99Ms, 'ms'),
      keep('refused calls', after.counts.refusedCalls, 0, ''),
      keep('unwanted closes', after.counts.unwantedCloses, 0, ''),
      keep('answered, and in no topic', lost.missing, 0, ''),
    ],
    notes: lost.examples.map(example => `Lost: ${example}.`),
  }
}

/** By the closed loop of `bench edge`, with the same edge and the same backends. */
async function findPeak({ edgePort, passwordOf, platform }: Scene, options: SteadyOptions): Promise<number> {
  const [edge] = platform.edges
  const passwords = Array.from({ length: options['peak-stations'] }, (_, number) => passwordOf(number))
  const server = { name: 'edge' as const, port: edgePort, passwords }
  const load = { stations: options['peak-stations'], warmUpS: 3, measureS: options['peak-seconds'] }
  const stop = async () => undefined
  const { callsPerSecond } = await startRound({ ...server, pid: edge?.pid ?? 0, stop }, load)
  return callsPerSecond
}

export function figuresOf({ count, p50Ms, p99Ms, p999Ms, maxMs }: Durations) {
  return [
    { what: 'answers measured', value: count, unit: '' },
    { what: 'answers, p50', value: p50Ms, unit: 'ms' },
    { what: 'answers, p99', value: p99Ms, unit: 'ms' },
    { what: 'answers, p99.9', value: p999Ms, unit: 'ms' },
    { what: 'answers, longest', value: maxMs, unit: 'ms' },
  ]
}
