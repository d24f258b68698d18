// A platform with two edges under a fleet: the stage of every failure suite. Suites that run in the same process share the platform, one after
// the other, each with a fleet of its own: what a suite finds was left by faults before it, as in life.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { type Fleet, startFleet } from '../fleet/fleet.ts'
import { type Counts, settle } from '../fleet/reconcile.ts'
import { type BackendName, type OwnBackends, startOwnBackends } from '../harness/own-backends.ts'
import { type Platform, startPlatform } from '../harness/platform.ts'
import { until } from '../harness/until.ts'

/** Backends of its own, and a platform on them. */
interface Stage<Own extends BackendName> {
  platform: Platform
  own: OwnBackends<Own>
}

/** Which suites share a process is in deploy/local/testing/units.ts. */
export const stages = {
  losingKafkaAndRedis: sharedStage('kafka', 'redis'),
  /** Also for what takes down no backend. */
  losingPostgres: sharedStage('postgres'),
}

/** Opened by the first suite that asks, closed after the last. */
function sharedStage<Own extends BackendName>(...names: Own[]): () => Promise<Stage<Own>> {
  let opened: Promise<Stage<Own>> | undefined
  after(async () => {
    const stage = await opened?.catch(() => undefined)
    await stage?.platform.stop()
    await stage?.own.close()
  })
  return () => {
    opened ??= openStage(names)
    return opened
  }
}

async function openStage<Own extends BackendName>(names: Own[]): Promise<Stage<Own>> {
  const own = await startOwnBackends(...names)
  try {
    return { own, platform: await startPlatform({ edges: 2, backends: own.backends }) }
  } catch (error) {
    await own.close()
    throw error
  }
}

export interface Scene<Own extends BackendName> extends Stage<Own> {
  fleet: Fleet
  /** Waits until the fleet has ended that many more transactions than now. */
  moreEnded(count: number, withinMs?: number): Promise<void>
  /** Ends the fleet, waits for its invoices, and asserts that nothing is missing, doubled or out of balance. */
  finish(): Promise<Counts>
}

export interface SceneOptions {
  prefix: string
  stations?: number
  /** How long a station waits for an answer, ms. */
  callTimeoutMs?: number
  offlinePerS?: number
}

export async function openScene<Own extends BackendName>(
  stage: () => Promise<Stage<Own>>,
  options: SceneOptions,
): Promise<Scene<Own>> {
  const { own, platform } = await stage()
  const fleet = await startFleet({
    api: platform.api,
    edgeUrls: platform.edges.map(e => e.url),
    stations: options.stations ?? 12,
    prefix: options.prefix,
    sessionS: 6,
    offlinePerS: options.offlinePerS ?? 0,
    meterIntervalS: 2,
    callTimeoutMs: options.callTimeoutMs ?? 30_000,
    random: Math.random,
  })

  async function moreEnded(count: number, withinMs = 90_000): Promise<void> {
    const wanted = fleet.answered.endedTransactions().length + count
    await until(() => fleet.answered.endedTransactions().length >= wanted, {
      what: `${count} more charges to end`,
      withinMs,
    })
  }

  return {
    platform,
    own,
    fleet,
    moreEnded,
    async finish() {
      await fleet.stop()
      const counts = await settle(platform.api, fleet.answered, options.prefix, 120_000)
      console.log(`${options.prefix}: ${JSON.stringify(counts)}, failed calls ${fleet.answered.failedCalls.length}`)
      assert.deepEqual(counts.differences, [])
      const ledger = await platform.api.get<{ balances: { sumMinor: number; entries: number }[] }>('/v1/ledger/balance')
      assert.ok(ledger.balances.length > 0 && ledger.balances.every(b => b.sumMinor === 0), JSON.stringify(ledger))
      const numbers = (await platform.api.all<{ number: string }>('/v1/invoices')).map(i => i.number)
      assert.equal(new Set(numbers).size, numbers.length, 'an invoice number was given twice')
      return counts
    },
  }
}
