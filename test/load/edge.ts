// `./chargeplane bench edge`: durable MeterValues calls per second, and CPU per call, of one edge beside the bare reference
// (reference/server.ts). Both run in turns on this machine, with the same load, Kafka and kind of topic; what counts is their ratio.
import { parseArgs } from 'node:util'
import { configureLogs } from '@chargeplane/telemetry'
import { resultOf, store } from './pool/result.ts'
import { startEdgeUnderTest } from './rounds/edge-under-test.ts'
import { startReference } from './rounds/reference.ts'
import { findingsOf, printReport } from './rounds/report.ts'
import { type RoundResult, startRound } from './rounds/round.ts'

const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})

// What is printed is the table, or its JSON, alone.
configureLogs({ level: 'error' })

function positive(name: 'stations' | 'rounds' | 'seconds' | 'warm-up'): number {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not '${values[name]}'`)
  return value
}

const stations = positive('stations')
const load = { stations, warmUpS: positive('warm-up'), measureS: positive('seconds') }
const results: RoundResult[] = []
const beganMs = performance.now()

const reference = await startReference()
try {
  const edge = await startEdgeUnderTest(stations)
  try {
    for (let round = 0; round < positive('rounds'); round += 1) {
      for (const server of [reference, edge]) results.push(await startRound(server, load))
    }
  } finally {
    await edge.stop()
  }
} finally {
  await reference.stop()
}
store(resultOf(findingsOf(results, load), (performance.now() - beganMs) / 1000))
process.exitCode = printReport(results, load, values.json) ? 0 : 1
