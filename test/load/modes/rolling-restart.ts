// A rolling restart under stations that charge: nothing that was answered is lost, and nobody is drowned by those who come back.
import { setTimeout as sleep } from 'node:timers/promises'
import { durationsOf } from '../client/histogram.ts'
import { checkTopics } from '../pool/check-topics.ts'
import { type Findings, keep, reach } from '../pool/result.ts'
import { say } from '../pool/run-mode.ts'
import { openScene, type Scene } from '../pool/scene.ts'
import { connectAll } from './connect-all.ts'
import { rollEdges } from './roll-edges.ts'
import { figuresOf } from './steady.ts'

export interface RollingRestartOptions {
  stations: number
  edges: number
  'connect-per-second': number
  /** Messages a second until everybody charges, and from then on. */
  'start-per-second': number
  'talk-per-second': number
  /** EDGE_DRAIN_PERCENT and EDGE_DRAIN_MIN_RATE. */
  percent: number
  'min-rate': number
  security: string
}

/** A status and a start: from the third message on a transaction runs, until the eleventh. */
const messagesToCharge = 2
const quietWithinMs = 60_000
/** What may be counted in one window of two seconds that belongs to the next: half a second of it. */
const slack = 1.25

export function openRollingRestart(options: RollingRestartOptions): Promise<Scene> {
  const { stations, edges, percent, security } = options
  const drain = { EDGE_DRAIN_PERCENT: String(percent), EDGE_DRAIN_MIN_RATE: String(options['min-rate']) }
  return openScene({ stations, edges, security, env: { edge: drain }, say })
}

export async function rollingRestart(scene: Scene, options: RollingRestartOptions): Promise<Findings> {
  const { pool, platform } = scene
  const { percent, 'min-rate': minRate } = options
  await connectAll(pool, options['connect-per-second'])
  pool.speak(pool.all, options['start-per-second'])
  await sleep(((messagesToCharge * pool.size) / options['start-per-second']) * 1000)
  pool.speak(pool.all, options['talk-per-second'])
  say('all charge')
  const calm = await pool.tally(true)
  const rolled = await rollEdges(scene, { percent, minRate })
  pool.speak(pool.all, 0)
  const quiet = await pool.until(({ out }) => out === 0, quietWithinMs)
  const after = await pool.tally()
  const lost = await checkTopics(scene)
  const sentAway = (after.closes['1012'] ?? 0) - (calm.closes['1012'] ?? 0)
  const otherwise = after.counts.unwantedCloses - calm.counts.unwantedCloses - sentAway
  const limit = Math.round(rolled.limit * slack)
  return {
    mode: 'rolling-restart',
    about: `${pool.size} stations that charge (${options.security}) on ${platform.edges.length} edges, which are restarted one after the other`,
    settings: { ...options },
    figures: [
      { what: 'stations sent away', value: sentAway, unit: '' },
      { what: 'sent away per second by the fullest edge, as set', value: rolled.limit, unit: '/s' },
      { what: 'longest an edge took to go', value: rolled.longestS, unit: 's' },
      ...figuresOf(durationsOf(after.answers)),
      { what: 'records looked at afterwards', value: lost.records, unit: '' },
      { what: 'sent again, unanswered', value: lost.repeated, unit: '' },
    ],
    promises: [
      reach('answered messages looked for', lost.answered, pool.size * messagesToCharge, ''),
      keep('answered, and in no topic', lost.missing, 0, ''),
      reach('stations sent away with 1012', sentAway, pool.size, ''),
      keep('sockets closed in any other way', otherwise, 0, ''),
      keep('sockets closed, most in a second', rolled.closesMost, limit, '/s'),
      keep('connections begun, most in a second', rolled.attemptsMost, limit, '/s'),
      reach('stations back after each edge', rolled.back ? after.counts.booted : 0, pool.size, ''),
      reach('stations that the edges say they hold', rolled.held, pool.size, ''),
      keep('calls that nobody answered', quiet ? 0 : after.counts.out, 0, ''),
      keep('refused calls', after.counts.refusedCalls, 0, ''),
      keep('edges that did not exit with 0', rolled.failed, 0, ''),
    ],
    notes: [
      ...lost.examples.map(example => `Lost: ${example}.`),
      ...Object.entries(after.closes).map(([how, times]) => `Sockets closed with ${how}: ${times}.`),
      ...platform.errors().map(line => `Said at level error: ${line}`),
    ],
  }
}
