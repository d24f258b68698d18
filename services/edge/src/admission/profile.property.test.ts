// Promise 5 as a property: whatever stations and admins do, in whatever order, two edges never let a station in with less than it has proved.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { AccessSecurity } from '@chargeplane/proto/stations/v1/security'
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
import fc from 'fast-check'
import { createRevocationBook } from '../sockets/revocations.ts'
import type { ClientCertificate, SecurityProfile } from '../sockets/websocket.ts'
import { pepper, unknownAccess, verifierOf } from '../testing/owners.ts'
import { authorization } from '../testing/station.ts'
import { createAccessCache } from './access.ts'
import { createAdmission } from './admission.ts'
import { createArrivals } from './arrivals.ts'
import { createPasswordCheck } from './credentials.ts'
import { limitFailedAttempts } from './failed-attempts.ts'
import { createRestraints } from './restraints.ts'
import { tenantTolerance } from './tolerance.ts'
import { decideUpgrade, type Gate } from './upgrade.ts'

const certificate: ClientCertificate = {
  ...{ commonName: 'CP-1', organizations: ['Operator'], serialNumber: '1', fingerprint: 'f1', issuer: 'CN=Root' },
  ...{ notBeforeMs: 0, notAfterMs: Date.now() + 3_600_000 },
}
const passwordVerifier = verifierOf('secret')
const identity = { tenant: 'default', station: 'CP-1' }

/** What the tables of stations hold, which outlives every process. */
interface Registry {
  profile: number
  presented: string[]
  isAway: boolean
}

function openEdge(registry: Registry): Gate {
  const fetch = async (): Promise<StationAccess> => {
    if (registry.isAway) throw fail('unavailable', 'stations is away')
    const { profile, presented } = registry
    const security = AccessSecurity.fromPartial({ profile, presented: [...presented] })
    return { ...unknownAccess, known: true, admitted: true, passwordVerifier, stationId: 'CP-1', security }
  }
  const access = createAccessCache({ fetch, capacity: 10, ttlMs: 600_000 })
  return {
    admission: createAdmission({
      maxConnections: 1e6,
      acceptRate: 1e6,
      pressure: { share: 1 },
      arrivals: createArrivals({ atOnce: 1e6, held: () => 0 }),
    }),
    attempts: limitFailedAttempts({ perStation: 1e6, perAddress: 1e6 }),
    restraints: createRestraints(),
    access,
    passwords: createPasswordCheck(pepper),
    tolerance: tenantTolerance({
      EDGE_STRICT_TENANTS: [],
      EDGE_ANY_USERNAME_TENANTS: [],
      EDGE_WITHOUT_SUBPROTOCOL: [],
    }),
    proofs: { organizationsOf: () => ['Operator'], revocations: createRevocationBook() },
    async recordProof(_identity, request) {
      if (registry.isAway) throw fail('unavailable', 'stations is away')
      registry.profile = Math.max(registry.profile, request.profile)
      if (request.certificate) registry.presented.push(request.certificate.fingerprint)
      access.invalidate(identity)
    },
    refused() {},
  }
}

const edge = fc.nat({ max: 1 })
const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('come' as const),
      edge,
      profile: fc.constantFrom<SecurityProfile>(1, 2, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('lower' as const), profile: fc.constantFrom<SecurityProfile>(1, 2) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const), edge }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('away' as const), isAway: fc.boolean() }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** What was let in though the station had proved more, of one sequence. Each change is heard of by both edges, as with Kafka up. */
async function downgrades(
  sequence: readonly Happening[],
): Promise<{ wrong: Happening[]; refused: number; admitted: number }> {
  const registry: Registry = { profile: 0, presented: [], isAway: false }
  const edges = [openEdge(registry), openEdge(registry)]
  const wrong: Happening[] = []
  let [proved, refused, admitted] = [0, 0, 0]
  for (const one of sequence) {
    const at = 'edge' in one ? one.edge : 0
    if (one.what === 'away') registry.isAway = one.isAway
    if (one.what === 'restart') edges[at] = openEdge(registry)
    if (one.what === 'lower' && one.profile < registry.profile) {
      registry.profile = one.profile
      proved = one.profile
    }
    if (one.what === 'come') {
      const { admitted: isIn } = await decideUpgrade(edges[at] ?? openEdge(registry), {
        ...{ path: '/ocpp/CP-1', subprotocols: 'ocpp1.6', remoteAddress: '192.0.2.1', tenants: undefined },
        ...{ profile: one.profile, certificate: one.profile === 3 ? certificate : undefined },
        authorization: authorization('CP-1', 'secret'),
      })
      if (isIn && one.profile < proved) wrong.push(one)
      if (isIn) proved = Math.max(proved, one.profile)
      if (isIn) admitted += 1
      else refused += 1
    }
    for (const gate of edges) gate.access.invalidate(identity)
  }
  return { wrong, refused, admitted }
}

describe('the security profile of a station', () => {
  it('promise 5: never goes down, in a thousand random sequences', async () => {
    const seed = Number(process.env.PROFILE_SEED ?? Date.now() % 2 ** 31)
    const sequences = fc.sample(fc.array(happening, { minLength: 2, maxLength: 14 }), { seed, numRuns: 1000 })
    // Side by side: each refusal waits, and thousands of them wait together.
    const outcomes = await Promise.all(sequences.map(downgrades))
    for (const [index, { wrong }] of outcomes.entries()) {
      assert.deepEqual(wrong, [], `PROFILE_SEED=${seed}: ${JSON.stringify(sequences[index])}`)
    }
    const sum = (what: 'refused' | 'admitted') => outcomes.reduce((total, outcome) => total + outcome[what], 0)
    assert.ok(sum('refused') > 500 && sum('admitted') > 500, `${sum('refused')} refused, ${sum('admitted')} admitted`)
  })
})
