// Carries out a schedule: several faults at a time, never two on one target, and now and then a pause in which everything has to be well.
import { setTimeout as sleep } from 'node:timers/promises'
import { beginFault } from './faults.ts'
import type { Journal } from './journal.ts'
import { crashed } from './processes.ts'
import type { Quiet } from './quiet.ts'
import { describeFault, type Fault } from './schedule.ts'
import type { World } from './world.ts'

export interface RunFaultsOptions {
  world: World
  journal: Journal
  schedule: readonly Fault[]
  /** At most so many at a time. */
  atOnce: number
  /** After so many all are mended, and `quiet` is asked. */
  episode: number
  quiet(): Promise<Quiet>
  say(line: string): void
}

/** Comes back with what did not hold, when the last fault is mended and everything is quiet. */
export async function runFaults(options: RunFaultsOptions): Promise<string[]> {
  const { world, journal, schedule, say } = options
  const violations: string[] = []
  const active = new Map<string, Promise<void>>()
  const began = Date.now()
  const at = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  const violated = (what: string): void => {
    violations.push(what)
    journal.note('violation', { violation: what })
    say(`VIOLATION at ${at()}: ${what}`)
  }

  async function once(fault: Fault): Promise<void> {
    say(`#${fault.n} at ${at()}: ${describeFault(fault)}`)
    journal.note('fault', { ...fault })
    try {
      const mend = await beginFault(world, fault)
      const from = Date.now()
      await sleep(fault.holdMs)
      const to = Date.now()
      await mend()
      // Kafka's absence ends when it is asked to come back; whatever else was hurt until it is there again.
      const hurt = { target: fault.target, index: fault.index, kind: fault.kind, from }
      journal.hurt({ ...hurt, to: fault.kind === 'kafka away' || fault.kind === 'pause broker' ? to : Date.now() })
    } catch (error) {
      violated(`#${fault.n} ${describeFault(fault)} could not be carried out: ${error}`)
    }
  }

  async function reviveCrashed(): Promise<void> {
    for (const process of crashed(world.platform, new Set(active.keys()))) {
      violated(`${process.name} ended by itself:\n${process.noise.slice(-20).join('\n')}`)
      await process.start()
    }
  }

  for (const fault of schedule) {
    await sleep(fault.afterMs)
    while (active.has(fault.target) || active.size >= options.atOnce) await Promise.race(active.values())
    await reviveCrashed()
    active.set(
      fault.target,
      once(fault).finally(() => active.delete(fault.target)),
    )
    if (fault.n % options.episode !== 0 && fault.n !== schedule.length) continue
    await Promise.all(active.values())
    await reviveCrashed()
    const { faults, tookMs } = await options.quiet()
    for (const what of faults) violated(what)
    const took = Object.entries(tookMs).map(([what, ms]) => `${what} after ${(ms / 1000).toFixed(1)} s`)
    journal.note('quiet', tookMs)
    say(`quiet at ${at()}: ${took.join(', ')}`)
  }
  return violations
}
