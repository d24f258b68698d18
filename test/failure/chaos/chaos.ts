// One chaos run, from the seed to the verdict.
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { settle } from '../../fleet/reconcile.ts'
import { until } from '../../harness/until.ts'
import { answeredButMissing, answeredWhileAway, commandFaults, gapsOf, outOfOrder } from './checks.ts'
import { type Commander, startCommander } from './commander.ts'
import { type Journal, openJournal, type SentCall } from './journal.ts'
import { readLogs } from './processes.ts'
import { quietFaults } from './quiet.ts'
import { seeded } from './random.ts'
import { runFaults } from './run-faults.ts'
import { drawSchedule, edgeLeaseMs, type Fault, type FaultKind } from './schedule.ts'
import { type ChaosStations, prefix, startStations } from './stations.ts'
import { compareTables } from './tables.ts'
import { readTopics, type TopicRecord } from './topics.ts'
import { startWorld, type World } from './world.ts'

export interface ChaosOptions {
  seed: string
  faults: number
  edges: number
  stations: number
  clustered: boolean
  everyMs: number
  atOnce: number
  episode: number
  sessionS: number
  kinds?: readonly FaultKind[]
  /** Of the journal; removed when all is well. */
  directory: string
  say(line: string): void
}

export interface ChaosResult {
  seed: string
  /** By promise or rule; each empty when it holds. */
  violations: Record<string, string[]>
  counts: Record<string, number>
  faults: Record<string, number>
  /** Lines of level error, by process and message. */
  errors: Record<string, number>
  journal: string
}

export const ruleNames = {
  missing: 'promises 15 and 29: answered and missing',
  away: 'promise 30: answered while Kafka was away',
  order: 'promise 32: out of order',
  gaps: 'promise 32: gaps without a reason',
  commands: 'commands misdelivered, repeated or without an outcome',
  states: 'routes, presence and status wrong when quiet; effects of zombies',
  money: 'transactions, charge records and invoices not exactly once',
  processes: 'processes that ended by themselves; promises nobody handled',
} as const

export type Rule = keyof typeof ruleNames

/** How long consumers may take to get through what a run has left, ms. */
const settleWithinMs = 180_000

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const world = await startWorld(options)
  try {
    const journal = await openJournal(options.directory)
    const result = await inWorld(options, world, journal)
    await journal.close()
    if (Object.values(result.violations).every(list => list.length === 0)) {
      await rm(options.directory, { recursive: true, force: true })
    }
    return result
  } finally {
    await world.close()
  }
}

async function inWorld(options: ChaosOptions, world: World, journal: Journal): Promise<ChaosResult> {
  const random = seeded(options.seed)
  const { platform } = world
  const schedule = drawSchedule(random.fork('faults'), {
    faults: options.faults,
    everyMs: options.everyMs,
    kinds: options.kinds,
    shape: {
      services: ['stations', 'authorization', 'transactions', 'smart-charging', 'billing', 'gateway'],
      edges: platform.edges.length,
      brokers: world.brokers.length,
      redisMasters: world.redis.masters,
    },
  })
  const { stations, sessionS } = options
  const chaos = await startStations({ platform, journal, random, stations, sessionS, talkEveryMs: 2_000 })
  const commander = startCommander({
    platform,
    journal,
    random: random.fork('commands'),
    stations: chaos.identities,
    everyMs: 500,
  })
  const needs = { platform, journal, commander, identities: chaos.identities }
  const quiet = () => quietFaults(needs)
  const { faults: states } = await quiet()
  states.push(...(await runFaults({ ...options, world, journal, schedule, quiet })))
  return verdict(options, world, journal, { schedule, chaos, commander, states })
}

interface Played {
  schedule: ReturnType<typeof drawSchedule>
  chaos: ChaosStations
  commander: Commander
  states: string[]
}

async function verdict(options: ChaosOptions, world: World, journal: Journal, played: Played): Promise<ChaosResult> {
  const { platform } = world
  const { chaos, commander, states, schedule } = played
  await commander.stop()
  const left = chaos.stop().then(() => true)
  if (!(await Promise.race([left, sleep(settleWithinMs, false, { ref: false })])))
    states.push(`stations were not answered what they still had to say within ${settleWithinMs / 1000} s`)
  const money = await settle(platform.api, chaos.fleet.answered, prefix, settleWithinMs)
  const ledger = await platform.api.get<{ balances: { sumMinor: number }[] }>('/v1/ledger/balance')
  if (ledger.balances.some(({ sumMinor }) => sumMinor !== 0))
    money.differences.push(`ledger: ${JSON.stringify(ledger)}`)
  const topics = { kafkaBrokers: platform.kafkaBrokers, topicPrefix: platform.topicPrefix }
  const { records, tables } = await settledTables(topics, platform.databaseUrl, journal)
  const gone = await Promise.all(chaos.identities.map(identity => routeOfDead(commander, identity)))
  const edgeNames = new Map(platform.edges.map(({ id, name }) => [id, name]))
  const gaps = gapsOf(records, journal, edge => edgeNames.get(edge.slice(0, edge.lastIndexOf('.'))) ?? edge)
  const { unhandled, errors } = readLogs(platform.processes)
  const isCrash = (what: string) => what.includes('ended by itself') || what.includes('could not be carried out')
  const violations: Record<Rule, string[]> = {
    missing: [...answeredButMissing(journal, records), ...tables.filter(what => what.includes('was answered'))],
    away: answeredWhileAway(journal, { marginMs: 300, brokers: world.brokers.length }),
    order: outOfOrder(records),
    gaps: gaps.unexplained,
    commands: [...commandFaults(journal), ...tables.filter(what => what.startsWith('command '))],
    states: [
      ...states.filter(what => !isCrash(what)),
      ...tables.filter(what => / session | is known as /.test(what) && !what.includes('was answered')),
      ...gone.filter(what => what !== undefined),
    ],
    money: money.differences,
    processes: [...states.filter(isCrash), ...unhandled],
  }
  for (const [rule, list] of Object.entries(violations)) {
    for (const violation of list) journal.note('verdict', { rule, violation })
  }
  const answered = journal.calls.filter(({ reply }) => reply?.kind === 'result').length
  return {
    seed: options.seed,
    violations,
    errors,
    faults: Object.fromEntries(
      [...Map.groupBy(schedule, ({ kind }) => kind)].map(([kind, list]) => [kind, list.length]),
    ),
    counts: {
      'calls answered': answered,
      'calls not answered': journal.calls.length - answered,
      'charges billed': money.invoices,
      'security events confirmed': journal.calls.filter(isConfirmedSecurityEvent).length,
      'commands given': journal.commands.length,
      'commands at stations': journal.asked.length,
      'records in topics': records.length,
      sessions: new Set(records.map(({ station, epoch }) => `${station} ${epoch}`)).size,
      'records of a session that was over': zombieRecords(records),
      'places lost with their edge': gaps.explained,
      'pauses beyond a lease': schedule.filter(isBeyondLease).length,
    },
    journal: journal.directory,
  }
}

/** Reads topics and tables until they agree with what was answered, or for too long: the last comparison counts. */
async function settledTables(topics: Parameters<typeof readTopics>[0], databaseUrl: string, journal: Journal) {
  const deadline = Date.now() + settleWithinMs
  for (;;) {
    const records = await readTopics(topics)
    const tables = await compareTables(databaseUrl, journal, records)
    if (tables.length === 0 || Date.now() > deadline) return { records, tables }
    await sleep(2_000)
  }
}

function isBeyondLease({ kind, holdMs }: Fault): boolean {
  return kind === 'pause edge' && holdMs > edgeLeaseMs
}

function isConfirmedSecurityEvent({ action, reply }: SentCall): boolean {
  return action === 'SecurityEventNotification' && reply?.kind === 'result'
}

/** After the last socket has closed nobody is found: a command is refused. */
async function routeOfDead(commander: Commander, station: string): Promise<string | undefined> {
  let last = ''
  const isGone = async () => {
    const { status, body } = await commander.give(station)
    last = `${status} ${JSON.stringify(body)}`
    return status === 409
  }
  return until(isGone, { what: '', withinMs: 30_000, everyMs: 1_000 }).then(
    () => undefined,
    () => `${station} has left, and a command to it was answered ${last}`,
  )
}

/** Said of an older session after a newer one had begun: what zombies say. That it had no effect is what the states tell. */
function zombieRecords(records: readonly TopicRecord[]): number {
  const newest = new Map<string, number>()
  let count = 0
  for (const { topic, station, epoch, reason } of records) {
    const key = `${topic} ${station}`
    if (epoch < (newest.get(key) ?? 0) && reason !== 'edge_lost') count++
    newest.set(key, Math.max(newest.get(key) ?? 0, epoch))
  }
  return count
}
