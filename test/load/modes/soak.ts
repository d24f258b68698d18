// Everything that stations do, at a moderate rate and for long: boots, status, charges with their meter values, heartbeats, commands, lost networks.
import { setTimeout as sleep } from 'node:timers/promises'
import { durationsOf } from '../client/histogram.ts'
import { checkTopics } from '../pool/check-topics.ts'
import { type Findings, type Kept, keep } from '../pool/result.ts'
import { say } from '../pool/run-mode.ts'
import { openScene, type Scene } from '../pool/scene.ts'
import { byGrpc, startCommands } from '../pool/send-commands.ts'
import { type Sample, slopePerHour } from '../pool/slope.ts'
import { connectAll } from './connect-all.ts'
import { figuresOf } from './steady.ts'

export interface SoakOptions {
  stations: number
  edges: number
  hours: number
  'per-second': number
  'commands-per-second': number
  'reconnects-per-minute': number
  'sample-s': number
  /** Of the time, at its beginning, that does not count for slopes. */
  'warm-up-share': number
  'connect-per-second': number
  security: string
}

const promisedMiBPerHour = 5
/** Sockets to peers come and go; a leak grows past this in an hour. */
const promisedDescriptorsPerHour = 20
const quietWithinMs = 120_000
/** Slopes of a shorter time say more of the noise than of the process. */
const leastHoursForSlopes = 0.25

interface Series {
  memory: Sample[]
  descriptors: Sample[]
}

export function openSoak({ stations, edges, security }: SoakOptions): Promise<Scene> {
  return openScene({ stations, edges, security, say })
}

export async function soak(scene: Scene, options: SoakOptions): Promise<Findings> {
  const { pool } = scene
  await connectAll(pool, options['connect-per-second'])
  pool.speak(pool.all, options['per-second'])
  const door = byGrpc(scene.stationsAddress)
  const pick = () => Math.floor(Math.random() * pool.size)
  const commands = startCommands({ perSecond: options['commands-per-second'], pick, send: door.send })
  const series = await watch(scene, options)
  const sent = await commands.stop()
  door.close()
  pool.speak(pool.all, 0)
  await pool.until(({ booted, out }) => booted === pool.size && out === 0, quietWithinMs)
  const tally = await pool.tally()
  const lost = await checkTopics(scene)
  const counts = tally.counts
  return {
    mode: 'soak',
    about: `mixed traffic of ${options.stations} stations (${options.security}) for ${options.hours} h`,
    settings: { ...options },
    figures: [
      { what: 'CALLs answered', value: counts.answered, unit: '' },
      { what: 'connections that were cut and came back', value: counts.cut, unit: '' },
      { what: 'commands answered', value: sent.answered, unit: '' },
      { what: 'commands that met a lost connection', value: sent.sent - sent.answered, unit: '' },
      ...figuresOf(durationsOf(tally.answers)),
      { what: 'answered messages looked for in topics', value: lost.answered, unit: '' },
      ...slopesOf(series).map(([name, { memory }]) => ({
        what: `memory slope of ${name}`,
        value: memory,
        unit: 'MiB/h',
      })),
    ],
    promises: [
      keep('answered, and in no topic', lost.missing, 0, ''),
      keep('unwanted closes', counts.unwantedCloses, 0, ''),
      keep('refused calls', counts.refusedCalls, 0, ''),
      keep('commands misdelivered', sent.misdelivered + counts.misdelivered, 0, ''),
      ...(options.hours < leastHoursForSlopes ? [] : slopesKept(series)),
    ],
    notes: [...lost.examples.map(example => `Lost: ${example}.`), ...closesOf(tally.closes)],
  }
}

const closesOf = (closes: Record<string, number>) =>
  Object.entries(closes).map(([code, times]) => `Unwanted closes, ${code}: ${times}.`)

/** Samples until the time is over, cutting some connections all along. */
async function watch(scene: Scene, options: SoakOptions): Promise<Map<string, Series>> {
  const series = new Map<string, Series>()
  const began = performance.now()
  const totalMs = options.hours * 3_600_000
  const stepMs = options['sample-s'] * 1000
  const cutsPerStep = (options['reconnects-per-minute'] * options['sample-s']) / 60
  let [owed, next] = [0, 0]
  for (let at = stepMs; at <= totalMs; at += stepMs) {
    await sleep(Math.max(0, began + at - performance.now()))
    for (owed += cutsPerStep; owed >= 1; owed -= 1) {
      const from = (next++ * 7919) % scene.pool.size
      scene.pool.cut({ from, to: from + 1 }, 'reset')
    }
    if (at < totalMs * options['warm-up-share']) continue
    for (const [name, taken] of Object.entries(scene.taken())) {
      const own = series.get(name) ?? { memory: [], descriptors: [] }
      own.memory.push({ atMs: at, value: taken.rssBytes / 2 ** 20 })
      own.descriptors.push({ atMs: at, value: taken.descriptors })
      series.set(name, own)
    }
  }
  return series
}

function slopesOf(series: ReadonlyMap<string, Series>) {
  return [...series].map(
    ([name, { memory, descriptors }]) =>
      [name, { memory: slopePerHour(memory), descriptors: slopePerHour(descriptors) }] as const,
  )
}

/** Of the platform's own processes: a broker fills its heap and its cache as it is told to, and the fleet counts what it does. */
function slopesKept(series: ReadonlyMap<string, Series>): Kept[] {
  const foreign = new Set(['the fleet', 'PostgreSQL', 'Redis', 'Kafka'])
  return slopesOf(series)
    .filter(([name]) => !foreign.has(name))
    .flatMap(([name, slopes]) => [
      keep(`memory of ${name}`, slopes.memory, promisedMiBPerHour, 'MiB/h'),
      keep(`descriptors of ${name}`, slopes.descriptors, promisedDescriptorsPerHour, '/h'),
    ])
}
