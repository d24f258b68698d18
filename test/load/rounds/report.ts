// The table that is printed, and whether the edge has met its promise.
import { type Findings, reach } from '../pool/result.ts'
import type { Load, RoundResult } from './round.ts'

/** The edge is to answer at least this share of the calls per second that the bare reference answers. */
const promisedRatio = 0.6

export interface Summary {
  /** Medians over the rounds. */
  reference: RoundResult
  edge: RoundResult
  /** Median over the pairs of rounds. */
  throughputRatio: number
  /** CPU time per call of the reference as a share of that of the edge: 1 is as cheap as the reference. Median over the pairs. */
  cpuRatio: number
}

export function summarise(results: readonly RoundResult[]): Summary {
  const of = (server: RoundResult['server']): RoundResult => {
    const rounds = results.filter(result => result.server === server)
    const middle = (pick: (result: RoundResult) => number) => median(rounds.map(pick))
    return {
      server,
      callsPerSecond: middle(result => result.callsPerSecond),
      cpuUsPerCall: middle(result => result.cpuUsPerCall),
      p50Ms: middle(result => result.p50Ms),
      p99Ms: middle(result => result.p99Ms),
    }
  }
  const [reference, edge] = [of('reference'), of('edge')]
  // Each round is compared with its neighbour: what else the machine does weighs on both.
  const pairs = pairsOf(results)
  return {
    reference,
    edge,
    throughputRatio: median(pairs.map(pair => pair.edge.callsPerSecond / pair.reference.callsPerSecond)),
    cpuRatio: median(pairs.map(pair => pair.reference.cpuUsPerCall / pair.edge.cpuUsPerCall)),
  }
}

function pairsOf(results: readonly RoundResult[]): { reference: RoundResult; edge: RoundResult }[] {
  const edges = results.filter(({ server }) => server === 'edge')
  const references = results.filter(({ server }) => server === 'reference')
  return references.flatMap((reference, i) => {
    const edge = edges[i]
    return edge === undefined ? [] : [{ reference, edge }]
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** Prints and answers whether the promised ratio was reached. */
export function printReport(results: readonly RoundResult[], load: Load, asJson: boolean): boolean {
  const summary = summarise(results)
  const met = summary.throughputRatio >= promisedRatio
  const text = asJson ? JSON.stringify({ load, results, summary, promisedRatio, met }) : table(results, load, summary)
  process.stdout.write(`${text}\n`)
  return met
}

/** The same for docs/performance.md. */
export function findingsOf(results: readonly RoundResult[], load: Load): Findings {
  const { reference, edge, throughputRatio, cpuRatio } = summarise(results)
  const of = (name: string, { callsPerSecond, cpuUsPerCall, p50Ms, p99Ms }: RoundResult) => [
    { what: `${name}, calls per second`, value: callsPerSecond, unit: '/s' },
    { what: `${name}, processor time per call`, value: cpuUsPerCall, unit: 'us' },
    { what: `${name}, p50`, value: p50Ms, unit: 'ms' },
    { what: `${name}, p99`, value: p99Ms, unit: 'ms' },
  ]
  return {
    mode: 'edge',
    about: `MeterValues (OCPP 1.6, nine samples) of ${load.stations} stations in a closed loop, ${results.length / 2} rounds of ${load.measureS} s each`,
    settings: { ...load },
    figures: [
      ...of('edge', edge),
      ...of('reference', reference),
      { what: 'processor time per call, reference to edge', value: cpuRatio, unit: '' },
    ],
    promises: [reach('calls per second, edge to reference', throughputRatio, promisedRatio, '')],
    notes: [],
  }
}

function table(results: readonly RoundResult[], load: Load, summary: Summary): string {
  const row = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(18) : cell.padStart(12))).join('')
  const line = (name: string, { callsPerSecond, cpuUsPerCall, p50Ms, p99Ms }: RoundResult) =>
    row([name, callsPerSecond.toFixed(0), cpuUsPerCall.toFixed(1), p50Ms.toFixed(1), p99Ms.toFixed(1)])
  return [
    `Durable MeterValues (OCPP 1.6, nine samples), ${load.stations} stations in a closed loop, ${load.measureS} s a round`,
    '',
    row(['', 'calls/s', 'CPU us/call', 'p50 ms', 'p99 ms']),
    ...results.map((result, i) => line(`${Math.floor(i / 2) + 1}. ${result.server}`, result)),
    '',
    line('reference, median', summary.reference),
    line('edge, median', summary.edge),
    '',
    `ratio of calls per second, edge to reference: ${summary.throughputRatio.toFixed(2)} (promised: at least ${promisedRatio})`,
    `ratio of CPU per call, reference to edge:     ${summary.cpuRatio.toFixed(2)}`,
  ].join('\n')
}
