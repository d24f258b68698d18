// Which faults happen when, as a pure function of the seed: a run is repeated by repeating its seed.
import type { Random } from './random.ts'

/** What there is to hurt. */
export interface Shape {
  services: readonly [string, ...string[]]
  edges: number
  /** Kafka brokers; one that dies is missed by nobody only where there are three. */
  brokers: number
  /** Redis shards; a failover needs replicas, which only a cluster has. */
  redisMasters: number
}

export type FaultKind =
  | 'kill service'
  | 'pause service'
  | 'kill edge'
  | 'pause edge'
  | 'slow network'
  | 'silent network'
  | 'cut network'
  | 'kill redis'
  | 'flush redis'
  | 'fail over redis'
  | 'kill all redis'
  | 'kill broker'
  | 'stop broker'
  | 'pause broker'
  | 'kafka away'
  | 'stop postgres'
  | 'kill postgres'

export interface Fault {
  /** From 1. */
  n: number
  kind: FaultKind
  /** What is hurt: no two faults hurt the same at a time. */
  target: string
  /** Of several, which: the edge, the broker, the shard. */
  index: number
  /** How long it lasts before it is mended, ms. Mending itself takes what it takes. */
  holdMs: number
  /** From the begin of the fault before it, ms. */
  afterMs: number
}

interface Row {
  weight: number
  holdMs(random: Random): number
  possible(shape: Shape): boolean
  target(random: Random, shape: Shape): { target: string; index: number }
}

/** An edge's lease in these runs, ms: short, so that a pause that outlasts it makes a zombie and does not take half a minute. */
export const edgeLeaseMs = 6_000

const always = () => true
const clustered = ({ brokers }: Shape) => brokers >= 3
const sharded = ({ redisMasters }: Shape) => redisMasters >= 3
const brief = (low: number, high: number) => (random: Random) => Math.round(random.between(low, high))
const anEdge = (random: Random, { edges }: Shape) => {
  const index = random.int(0, edges - 1)
  return { target: `edge ${index}`, index }
}
const aService = (random: Random, { services }: Shape) => ({ target: random.pick(services), index: 0 })
const one = (target: string, count: (shape: Shape) => number) => (random: Random, shape: Shape) => ({
  target,
  index: random.int(0, count(shape) - 1),
})
const redis = one('redis', shape => shape.redisMasters)
const kafka = one('kafka', shape => shape.brokers)
const postgres = one('postgres', () => 1)

/** Most pauses are short; one in three outlasts the lease, one in fifteen by far. */
function pauseOfEdge(random: Random): number {
  const dice = random.next()
  if (dice < 0.62) return Math.round(random.between(500, 4_000))
  if (dice < 0.94) return Math.round(random.between(edgeLeaseMs + 500, edgeLeaseMs + 5_000))
  return Math.round(random.between(15_000, 30_000))
}

const rows: Readonly<Record<FaultKind, Row>> = {
  'kill service': { weight: 12, holdMs: brief(0, 2_000), possible: always, target: aService },
  'pause service': { weight: 9, holdMs: brief(500, 5_000), possible: always, target: aService },
  'kill edge': { weight: 14, holdMs: brief(0, 3_000), possible: always, target: anEdge },
  'pause edge': { weight: 16, holdMs: pauseOfEdge, possible: always, target: anEdge },
  'slow network': { weight: 6, holdMs: brief(1_000, 5_000), possible: always, target: anEdge },
  'silent network': { weight: 8, holdMs: brief(1_000, 9_000), possible: always, target: anEdge },
  'cut network': { weight: 5, holdMs: brief(200, 4_000), possible: always, target: anEdge },
  'kill redis': { weight: 6, holdMs: brief(200, 3_000), possible: always, target: redis },
  'flush redis': { weight: 5, holdMs: brief(0, 200), possible: always, target: redis },
  'fail over redis': { weight: 5, holdMs: brief(500, 2_000), possible: sharded, target: redis },
  'kill all redis': { weight: 2, holdMs: brief(500, 3_000), possible: always, target: redis },
  'kill broker': { weight: 6, holdMs: brief(200, 4_000), possible: clustered, target: kafka },
  'stop broker': { weight: 4, holdMs: brief(200, 3_000), possible: clustered, target: kafka },
  'pause broker': { weight: 4, holdMs: brief(500, 6_000), possible: always, target: kafka },
  'kafka away': { weight: 2, holdMs: brief(2_000, 5_000), possible: always, target: kafka },
  'stop postgres': { weight: 4, holdMs: brief(500, 5_000), possible: always, target: postgres },
  'kill postgres': { weight: 4, holdMs: brief(200, 3_000), possible: always, target: postgres },
}

export interface ScheduleOptions {
  faults: number
  shape: Shape
  /** Mean time from one fault to the next, ms. */
  everyMs: number
  /** Only those; all that are possible unless given. */
  kinds?: readonly FaultKind[]
}

/** The whole run, drawn at once. Every kind that is possible comes before any comes a third time by chance: the first ones are a round through all. */
export function drawSchedule(random: Random, { faults, shape, everyMs, kinds }: ScheduleOptions): Fault[] {
  const all = Object.keys(rows).filter(isFaultKind)
  const possible = all.filter(kind => rows[kind].possible(shape) && (kinds?.includes(kind) ?? true))
  if (possible.length === 0) throw new Error('there is no kind of fault to choose from')
  const round = shuffled(possible, random)
  return Array.from({ length: faults }, (_, i) => {
    const kind = round[i] ?? weighted(possible, random)
    const row = rows[kind]
    return {
      n: i + 1,
      kind,
      ...row.target(random, shape),
      holdMs: row.holdMs(random),
      afterMs: Math.round(random.between(everyMs * 0.2, everyMs * 1.8)),
    }
  })
}

/** Throws naming the kinds there are. */
export function faultKind(text: string): FaultKind {
  if (isFaultKind(text)) return text
  throw new Error(`there is no fault '${text}': one of ${Object.keys(rows).join(', ')}`)
}

function isFaultKind(text: string): text is FaultKind {
  return text in rows
}

function weighted(kinds: readonly FaultKind[], random: Random): FaultKind {
  const total = kinds.reduce((sum, kind) => sum + rows[kind].weight, 0)
  let dice = random.next() * total
  for (const kind of kinds) {
    dice -= rows[kind].weight
    if (dice < 0) return kind
  }
  throw new Error('a weight is not above 0')
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map(item => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** As it is printed. */
export function describeFault({ kind, target, index, holdMs }: Fault): string {
  const which = target === 'redis' || target === 'kafka' ? `${target} ${index}` : target
  return `${kind}: ${which}, ${(holdMs / 1000).toFixed(1)} s`
}
