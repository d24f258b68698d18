// `./chargeplane bench costs`: what one station and one message take of every process and disk, which docs/scaling.md and `./chargeplane size` are
// worked out from; --write keeps them for both.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { freePorts } from '@chargeplane/local-stack'
import { costsFrom } from './costs/costs-from.ts'
import { type HeldCost, type MeasureOptions, measureHeld, measureWorks } from './costs/measure.ts'
import { inspectable } from './pool/collect-garbage.ts'
import { runMode, say, within } from './pool/run-mode.ts'
import { openScene } from './pool/scene.ts'

const { values } = parseArgs({
  options: {
    pieces: { type: 'string', default: '2000' },
    held: { type: 'string', default: '4000' },
    rest: { type: 'string', default: '20' },
    'per-second': { type: 'string', default: '200' },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const number = (name: 'pieces' | 'held' | 'rest' | 'per-second'): number => {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not '${values[name]}'`)
  return value
}
const options: MeasureOptions = { pieces: number('pieces'), callers: 40, restS: number('rest') }
const target = new URL('../../deploy/local/sizing/measured.json', import.meta.url)

async function held(security: string): Promise<HeldCost> {
  say(`${number('held')} stations held: ${security}`)
  const [port = 0] = await freePorts(1)
  const env = { edge: { NODE_OPTIONS: inspectable(port) } }
  const scene = openScene({ stations: number('held'), edges: 1, heartbeatS: 3600, security, env, say })
  return within(scene, opened => measureHeld(opened, number('per-second'), port))
}

await runMode(values.json, async () => {
  const scene = openScene({ stations: 1, edges: 1, say })
  const { works, base } = await within(scene, async opened => {
    const base = Object.fromEntries(Object.entries(opened.taken()).map(([name, { pssBytes }]) => [name, pssBytes]))
    return { base, works: await measureWorks(opened, options) }
  })
  const all = { plain: await held('plain'), tls: await held('tls'), mtls: await held('mtls') }
  const costs = costsFrom(works, base, all)
  if (values.write) writeFileSync(target, `${JSON.stringify(costs, null, 2)}\n`)
  return {
    mode: 'costs',
    about: 'what one station and one piece of work take of each process',
    settings: { ...options, held: number('held') },
    figures: [
      ...Object.entries(costs.cpuUs).flatMap(([kind, of]) =>
        Object.entries(of).map(([name, value]) => ({ what: `${kind}: ${name}`, value, unit: 'us' })),
      ),
      ...Object.entries(costs.stationBytes).map(([profile, value]) => ({
        what: `held station, security profile ${profile}: edge`,
        value,
        unit: 'bytes',
      })),
      ...Object.entries(costs.secureBootCpuUs).map(([profile, value]) => ({
        what: `boot, security profile ${profile}: edge`,
        value,
        unit: 'us',
      })),
      { what: 'held station: Redis', value: costs.redisBytesPerStation, unit: 'bytes' },
      ...Object.entries(costs.kafkaBytes).map(([kind, value]) => ({ what: `${kind}: Kafka`, value, unit: 'bytes' })),
      ...Object.entries(costs.postgresBytes).map(([kind, value]) => ({
        what: `${kind}: PostgreSQL`,
        value,
        unit: 'bytes',
      })),
    ],
    promises: [],
    notes: [],
  }
})
