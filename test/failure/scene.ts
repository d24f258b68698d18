// A platform with two edges under a fleet, on backends of its own: the stage of every failure suite.
import assert from 'node:assert/strict'
import { type Fleet, startFleet } from '../fleet/fleet.ts'
import { type Counts, settle } from '../fleet/reconcile.ts'
import { type OwnBackends, startOwnBackends } from '../harness/own-backends.ts'
import { type Platform, startPlatform } from '../harness/platform.ts'
import { until } from '../harness/until.ts'

export interface Scene {
  platform: Platform
  own: OwnBackends
  fleet: Fleet
  /** Waits until the fleet has ended that many more transactions than now. */
  moreEnded(count: number, withinMs?: number): Promise<void>
  /** Ends the fleet, waits for its invoices, and asserts that nothing is missing, doubled or out of balance. */
  finish(): Promise<Counts>
  close(): Promise<void>
}

export interface SceneOptions {
  prefix: string
  stations?: number
  /** How long a station waits for an answer, ms. */
  callTimeoutMs?: number
  offlinePerS?: number
}

export async function openScene(options: SceneOptions): Promise<Scene> {
  const own = await startOwnBackends()
  const closing: (() => Promise<void>)[] = [own.close]
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step()
  }
  try {
    const platform = await startPlatform({ edges: 2, backends: own.backends })
    closing.push(platform.stop)
    return await stage(options, own, platform, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function stage(
  options: SceneOptions,
  own: OwnBackends,
  platform: Platform,
  close: () => Promise<void>,
): Promise<Scene> {
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
    close,
  }
}
