// `./chargeplane bench fuzz`: what no station should say, said to one edge: 1,000,000 frames, valid ones of every message with something done to
// them. The edge must not end, answers each CALL or closes its socket for a reason that it tells, and keeps within its memory. The same
// --seed sends the same frames.
import { parseArgs } from 'node:util'
import { configureLogs } from '@chargeplane/telemetry'
import { fuzz } from './fuzz/run.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    frames: { type: 'string', default: '1000000' },
    stations: { type: 'string', default: '60' },
  },
})

function whole(name: 'seed' | 'frames' | 'stations', least: number): number {
  const value = Number(values[name])
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} must be a whole number of at least ${least}`)
  return value
}

configureLogs({ level: 'error' })
const run = { seed: whole('seed', 0), frames: whole('frames', 1), stations: whole('stations', 1) }
process.stdout.write(`seed ${run.seed}: ${run.frames} frames from ${run.stations} stations\n`)
const started = performance.now()
const { report, passed } = await fuzz(run)
process.stdout.write(
  `${report}\n${passed ? 'passed' : 'FAILED'} in ${Math.round((performance.now() - started) / 1000)} s\n`,
)
process.exitCode = passed ? 0 : 1
