// `./chargeplane bench chaos`: the whole platform on three brokers and a Redis Cluster, under faults that a seed chooses, and what stations were
// answered checked against topics and tables.
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { configureLogs } from '@chargeplane/telemetry'
import { runChaos } from '../failure/chaos/chaos.ts'
import { isWell, reportText } from '../failure/chaos/report.ts'
import { faultKind } from '../failure/chaos/schedule.ts'

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '500' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
    stations: { type: 'string', default: '24' },
    edges: { type: 'string', default: '3' },
    'every-ms': { type: 'string', default: '2800' },
    'at-once': { type: 'string', default: '3' },
    /** Of schedule.ts, with commas. */
    kinds: { type: 'string', default: '' },
    single: { type: 'boolean', default: false },
    /** Where the result goes, as JSON. */
    output: { type: 'string', default: '.chargeplane/bench/chaos.json' },
  },
})

// What is printed is the progress and the table.
configureLogs({ level: 'error' })

function positive(name: 'faults' | 'stations' | 'edges' | 'every-ms' | 'at-once'): number {
  const value = Number(values[name])
  if (!(Number.isInteger(value) && value > 0))
    throw new Error(`--${name} must be a whole number above 0, not '${values[name]}'`)
  return value
}

// Backends that belong to this process are killed with it, but only when it exits by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const { seed, single } = values
const given = { faults: positive('faults'), stations: positive('stations'), edges: positive('edges') }
const kinds = values.kinds === '' ? undefined : values.kinds.split(',').map(faultKind)
const pace = { everyMs: positive('every-ms'), atOnce: positive('at-once') }
const again = `./chargeplane bench chaos --seed ${seed} --faults ${given.faults} --stations ${given.stations} --edges ${given.edges} --every-ms ${pace.everyMs} --at-once ${pace.atOnce}${single ? ' --single' : ''}${kinds ? ` --kinds '${values.kinds}'` : ''}`
const directory = resolve('.chargeplane', `chaos-${seed}`)
say(`seed ${seed}; the same faults again: ${again}`)
say(`journal, kept when something does not hold: ${directory}/journal.ndjson`)

const began = Date.now()
const result = await runChaos({
  seed,
  ...given,
  ...pace,
  kinds,
  clustered: !single,
  episode: 15,
  sessionS: 8,
  directory,
  say,
})
say(reportText(result, again))
mkdirSync(dirname(resolve(values.output)), { recursive: true })
const minutes = Math.round((Date.now() - began) / 6_000) / 10
writeFileSync(values.output, `${JSON.stringify({ ...result, minutes, again }, undefined, 2)}\n`)
say(`${minutes} minutes in all; the result is in ${values.output}`)
process.exitCode = isWell(result) ? 0 : 1
