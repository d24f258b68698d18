// A site under a fleet: the cars share its limit, and what the stations have been allowed never passes it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { tailEvents } from '@chargeplane/events'
import { type Fleet, startFleet } from '../fleet/fleet.ts'
import { settle } from '../fleet/reconcile.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'

const limitA = 60
// Still at least 6 A for each of the six cars: below that a car does not charge (IEC 61851).
const lowerLimitA = 42
const prefix = 'SITE'

interface Site {
  limitA: number
  defaultA: number
  members: { stationId: string; committedA: number; transactionId: string; evseId: number; maxA: number }[]
}

describe('a site with a limit', () => {
  let platform: SharedPlatform
  let errors: () => string[]
  let fleet: Fleet
  const applied: { at: string; amps: number }[] = []
  let tail: { close(): Promise<void> }
  before(async () => {
    platform = await sharedPlatform()
    errors = platform.watchErrors()
    tail = await tailEvents({
      brokers: platform.kafkaBrokers.split(','),
      clientId: 'site-limit-test',
      topicPrefix: platform.topicPrefix,
      topics: ['smart-charging.events'],
      fromBeginning: true,
      onEvent(event) {
        if (event.type === 'chargeplane.smartcharging.v1.LimitApplied' && event.data.siteId === prefix)
          applied.push({ at: event.time, amps: event.data.siteCommittedA })
      },
    })
    fleet = await startFleet({
      api: platform.api,
      edgeUrls: platform.edges.map(e => e.url),
      stations: 6,
      prefix,
      sessionS: 10,
      offlinePerS: 0.01,
      meterIntervalS: 2,
      callTimeoutMs: 30_000,
      random: Math.random,
      siteLimitA: limitA,
    })
  })
  after(async () => {
    await tail?.close()
  })

  /** What the stations would let their cars draw, by the profiles they hold. */
  const drawnA = (): number =>
    fleet.stations.reduce((sum, s) => sum + (s.session ? Math.min(s.limits.effectiveA(1), s.session.car.maxA) : 0), 0)

  it('shares it among the cars and never passes it', async () => {
    let highest = 0
    const seen = await until(
      async () => {
        highest = Math.max(highest, drawnA())
        const site = await platform.api.get<Site>(`/v1/sites/${prefix}`)
        const active = site.members.filter(m => m.transactionId !== '')
        const shares = new Set(active.map(m => m.committedA))
        const share = active[0]?.committedA ?? 0
        if (active.length >= 3 && shares.size === 1 && share > site.defaultA) return site
        throw new Error(`the site is ${JSON.stringify(site)}`)
      },
      { what: 'three cars with equal shares', withinMs: 90_000 },
    )
    assert.ok(seen.members.reduce((sum, m) => sum + m.committedA, 0) <= limitA)
    assert.ok(highest <= limitA, `${highest} A drawn`)
  })

  it('follows a lower limit', async () => {
    const site = await platform.api.get<Site>(`/v1/sites/${prefix}`)
    const members = site.members.map(({ stationId, evseId, maxA }) => ({ stationId, evseId, maxA }))
    await platform.api.send('PUT', `/v1/sites/${prefix}`, { name: prefix, limitA: lowerLimitA, members })
    await until(
      async () => {
        const now = await platform.api.get<Site>(`/v1/sites/${prefix}`)
        return now.members.reduce((sum, m) => sum + m.committedA, 0) <= lowerLimitA
      },
      { what: 'the site to come down to its new limit', withinMs: 60_000 },
    )
    // The stream lags a little behind the API: only what was said after the site was seen below its limit counts.
    const seenAt = new Date().toISOString()
    const since = () => applied.filter(limit => limit.at > seenAt).map(limit => limit.amps)
    await until(() => since().length > 2, { what: 'more limits to be applied', withinMs: 60_000 })
    assert.ok(
      since().every(amps => amps <= lowerLimitA),
      `${since()}`,
    )
    assert.ok(
      applied.every(limit => limit.amps <= limitA),
      JSON.stringify(applied),
    )
  })

  it('bills every charge all the same', async () => {
    await fleet.stop()
    const counts = await settle(platform.api, fleet.answered, prefix, 60_000)
    assert.deepEqual(counts.differences, [])
    assert.deepEqual(fleet.answered.failedCalls, [])
    assert.ok(counts.invoices > 0)
    assert.deepEqual(errors(), [])
  })
})
