import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { AccessSecurity } from '@chargeplane/proto/stations/v1/security'
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
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
import { decideUpgrade, type RefusalReason } from './upgrade.ts'

const known: StationAccess = {
  ...unknownAccess,
  known: true,
  admitted: true,
  passwordVerifier: verifierOf('secret'),
  registrationStatus: 'Accepted',
  stationId: 'CP-1',
}

function setUp(
  access: () => Promise<StationAccess> = async () => known,
  arrivals = createArrivals({ atOnce: 1e6, held: () => 0 }),
) {
  const refusals: RefusalReason[] = []
  const recorded: number[] = []
  const gate = {
    admission: createAdmission({
      maxConnections: 10,
      acceptRate: 10_000,
      pressure: { share: 1 },
      arrivals,
    }),
    attempts: limitFailedAttempts({ perStation: 10, perAddress: 1000 }),
    access: createAccessCache({ fetch: access, capacity: 100, ttlMs: 600_000 }),
    passwords: createPasswordCheck(pepper),
    tolerance: tenantTolerance({
      EDGE_STRICT_TENANTS: ['strict'],
      EDGE_ANY_USERNAME_TENANTS: ['lax'],
      EDGE_WITHOUT_SUBPROTOCOL: ['lax=1.6'],
    }),
    proofs: { organizationsOf: () => ['Operator'], revocations: createRevocationBook() },
    recordProof: async (_identity: unknown, { profile }: { profile: number }) => void recorded.push(profile),
    restraints: createRestraints(),
    refused: (_identity: unknown, _address: string, reason: RefusalReason) => void refusals.push(reason),
  }
  interface Changes {
    path?: string
    password?: string
    username?: string
    subprotocols?: string
    remoteAddress?: string
    profile?: SecurityProfile
    certificate?: ClientCertificate
  }
  const ask = (changes: Changes = {}) =>
    decideUpgrade(gate, {
      path: changes.path ?? '/ocpp/cp-1',
      authorization: authorization(changes.username ?? 'cp-1', changes.password ?? 'secret'),
      subprotocols: changes.subprotocols ?? 'ocpp1.6',
      remoteAddress: changes.remoteAddress ?? '192.0.2.1',
      profile: changes.profile ?? 1,
      certificate: changes.certificate,
      tenants: undefined,
    })
  return { gate, ask, refusals, recorded }
}

function chosenVerifier(password: string): string {
  const salt = Buffer.alloc(16, 1)
  const hash = scryptSync(pepper + password, salt, 32, { N: 2, r: 1, p: 1 })
  return `scrypt$2$1$1$${salt.toString('hex')}$${hash.toString('hex')}`
}

const statusOf = async (answer: ReturnType<typeof decideUpgrade>) => {
  const settled = await answer
  return settled.admitted ? 'admitted' : settled.status.slice(0, 3)
}

describe('decideUpgrade', () => {
  it('admits by the registered spelling, at once when the access is known', async () => {
    const { ask } = setUp()
    const answer = await ask()
    assert.ok(answer.admitted)
    assert.deepEqual([answer.who.station, answer.who.registration, answer.subprotocol], ['CP-1', 'Accepted', 'ocpp1.6'])
    assert.equal(ask() instanceof Promise, false)
  })

  it('remembers a verified password only as long as its verifier', async () => {
    let verifier = verifierOf('secret')
    const { gate, ask } = setUp(async () => ({ ...known, passwordVerifier: verifier }))
    assert.equal(await statusOf(ask()), 'admitted')
    verifier = verifierOf('another')
    gate.access.invalidate({ tenant: 'default', station: 'CP-1' })
    assert.equal(await statusOf(ask()), '401')
    assert.equal(await statusOf(ask({ password: 'another' })), 'admitted')
  })

  it('takes the password that the station may or may not have taken yet, beside the other (A01.FR.04)', async () => {
    const pendingPasswordVerifier = verifierOf('new secret')
    const { ask } = setUp(async () => ({ ...known, pendingPasswordVerifier }))
    assert.equal(await statusOf(ask({ password: 'new secret' })), 'admitted')
    assert.equal(await statusOf(ask()), 'admitted')
    assert.equal(await statusOf(ask({ password: 'newer secret' })), '401')
    assert.equal(await statusOf(ask({ password: 'new secret', username: 'cp-2' })), '401')
  })

  it('does not admit whom the policy does not admit, right password or not', async () => {
    const { ask, refusals } = setUp(async () => ({ ...known, admitted: false }))
    assert.equal(await statusOf(ask()), '401')
    assert.deepEqual(refusals, ['bad_credentials'])
  })

  it('calls a station that nobody registered as it calls itself', async () => {
    const { ask } = setUp(async () => ({ ...known, known: false, passwordVerifier: '', stationId: '' }))
    const answer = await ask({ path: '/ocpp/north/Cp-9' })
    assert.ok(answer.admitted)
    assert.deepEqual([answer.who.tenant, answer.who.station], ['north', 'Cp-9'])
  })

  it('says 503 for a station it does not know while stations is away', async () => {
    const { ask, refusals } = setUp(() => Promise.reject(fail('unavailable', 'away')))
    const answer = await ask()
    assert.ok(!answer.admitted && answer.headers !== undefined)
    assert.match(answer.status, /^503/)
    assert.ok(Number(answer.headers['Retry-After']) >= 5)
    assert.deepEqual(refusals, ['unavailable'])
  })

  it('leaves a fault of our own to be reported', async () => {
    const { ask } = setUp(() => Promise.reject(new TypeError('broken')))
    await assert.rejects(async () => ask(), { name: 'TypeError' })
  })

  it('admits without a subprotocol who has none in common, to be closed at once', async () => {
    const { ask, refusals } = setUp()
    const answer = await ask({ subprotocols: 'soap' })
    assert.ok(answer.admitted)
    assert.deepEqual([answer.subprotocol, answer.who.subprotocol], ['', undefined])
    assert.deepEqual(refusals, ['unsupported_subprotocol'])
  })

  it('answers 400 to who offers no subprotocol, unless the tenant says what is spoken then', async () => {
    const { ask, refusals } = setUp()
    assert.equal(await statusOf(ask({ subprotocols: '' })), '400')
    assert.deepEqual(refusals, ['unsupported_subprotocol'])
    const answer = await ask({ subprotocols: ' ', path: '/ocpp/lax/cp-1' })
    assert.ok(answer.admitted)
    assert.deepEqual([answer.subprotocol, answer.who.subprotocol?.version], ['', '1.6'])
    assert.equal(await statusOf(ask({ subprotocols: '', path: '/ocpp/strict/cp-1' })), '400')
  })

  it('takes another user name where the tenant allows it, with the right password only', async () => {
    const { ask } = setUp()
    assert.equal(await statusOf(ask({ username: 'operator' })), '401')
    assert.equal(await statusOf(ask({ username: 'operator', path: '/ocpp/lax/cp-1' })), 'admitted')
    assert.equal(await statusOf(ask({ username: 'operator', path: '/ocpp/lax/cp-1', password: 'wrong' })), '401')
  })

  it('is strict by station or by tenant, and knows what the station said it is', async () => {
    const profile = { vendor: 'ABB', model: 'Terra', firmwareVersion: '1.8' }
    const strictOf = async (strict: boolean, path: string) => {
      const answer = await setUp(async () => ({ ...known, ...profile, strict })).ask({ path })
      assert.ok(answer.admitted)
      assert.deepEqual(answer.who.profile, profile)
      return answer.who.strict
    }
    assert.deepEqual(
      [
        await strictOf(false, '/ocpp/cp-1'),
        await strictOf(true, '/ocpp/cp-1'),
        await strictOf(false, '/ocpp/strict/cp-1'),
      ],
      [false, true, true],
    )
  })

  it('does not do so for strangers', async () => {
    assert.equal(await statusOf(setUp().ask({ subprotocols: 'soap', password: 'wrong' })), '401')
  })

  it('promise 13: brute force is limited without locking out an owner with a generated password, from whatever address', async () => {
    const { ask, refusals } = setUp()
    await ask({ remoteAddress: '192.0.2.200', password: 'warm' })
    const guesses = Array.from({ length: 2000 }, (_, i) =>
      ask({ password: `guess ${i}`, remoteAddress: `192.0.2.${i % 20}` }),
    )
    const statuses = await Promise.all(guesses.map(statusOf))
    const tried = statuses.filter(status => status === '401').length
    assert.ok(tried > 0 && tried < 10, `${tried} were tried`)
    assert.equal(statuses.filter(status => status === '429').length, 2000 - tried)
    assert.equal(refusals.filter(reason => reason === 'too_many_attempts').length, 2000 - tried)
    // A new owner, and one that shares the address of a guesser.
    assert.equal(await statusOf(ask({ remoteAddress: '198.51.100.1' })), 'admitted')
    assert.equal(await statusOf(ask({ remoteAddress: '192.0.2.0' })), 'admitted')
  })

  it('promise 13: a password that a person chose is not tried past the limit, right or wrong, except from where its owner comes', async () => {
    const chosen = { ...known, passwordVerifier: chosenVerifier('secret') }
    const { ask } = setUp(async () => chosen)
    assert.equal(await statusOf(ask({ remoteAddress: '198.51.100.1' })), 'admitted')
    for (let i = 0; i < 12; i++) await ask({ password: 'wrong', remoteAddress: '192.0.2.7' })
    assert.equal(await statusOf(ask({ remoteAddress: '192.0.2.7' })), '429')
    assert.equal(await statusOf(ask({ remoteAddress: '198.51.100.1' })), 'admitted')
    // The rest of the budget is for those who have not failed yet.
    assert.equal(await statusOf(ask({ remoteAddress: '198.51.100.2' })), 'admitted')
  })

  it('keeps out for a while whom it must, after its password was looked at', async () => {
    const { gate, ask, refusals } = setUp()
    gate.restraints.impose('default/cp-1', 'flooding', performance.now())
    const answer = await ask()
    assert.ok(!answer.admitted)
    assert.deepEqual([answer.status, answer.headers], ['429 Too Many Requests', { 'Retry-After': '15' }])
    assert.deepEqual(refusals, ['flooding'])
    assert.equal(await statusOf(ask({ password: 'wrong' })), '401')
  })

  it('promise 2: an unknown station and a wrong password look alike, and take as long', async () => {
    const { gate, ask } = setUp(async () => known)
    const strangers = setUp(async () => unknownAccess)
    gate.attempts = strangers.gate.attempts = limitFailedAttempts({ perStation: 10_000, perAddress: 10_000 })
    const answers = { known: new Set<string>(), unknown: new Set<string>() }
    const took = { known: [] as number[], unknown: [] as number[] }
    const tryAs = async (who: 'known' | 'unknown', asked: typeof ask) => {
      const started = performance.now()
      answers[who].add(JSON.stringify(await asked({ password: 'wrong' })))
      took[who].push(performance.now() - started)
    }
    await Promise.all(Array.from({ length: 40 }, () => [tryAs('known', ask), tryAs('unknown', strangers.ask)]).flat())
    const median = (who: keyof typeof took) => took[who].sort((a, b) => a - b)[20] ?? Number.NaN
    assert.equal(answers.known.size, 1)
    assert.deepEqual(answers.known, answers.unknown)
    assert.ok(Math.abs(median('known') - median('unknown')) < 5, `${median('known')} and ${median('unknown')} ms`)
  })

  it('lets few in at a time: others wait for their place, and are told to come again when there is none for them', async () => {
    const arrivals = createArrivals({ atOnce: 1, held: () => 0 })
    const { ask, refusals } = setUp(async () => known, arrivals)
    const first = await ask()
    assert.ok(first.admitted)
    const [second, third] = [ask(), ask()]
    first.who.arrival.done()
    assert.equal(await statusOf(second), 'admitted')
    arrivals.stop()
    const refused = await third
    assert.equal(!refused.admitted && refused.status, '503 Service Unavailable')
    assert.deepEqual(refusals, ['overloaded'])
  })

  it('refuses before it asks anybody when it is full', async () => {
    const { gate, ask, refusals } = setUp(() => assert.fail('asked'))
    gate.admission.stop()
    assert.equal(await statusOf(ask()), '503')
    assert.deepEqual(refusals, ['overloaded'])
  })

  const certificate: ClientCertificate = {
    commonName: 'CP-1',
    organizations: ['Operator'],
    ...{ serialNumber: '1', fingerprint: 'f1', issuer: 'CN=Root' },
    ...{ notBeforeMs: 0, notAfterMs: Date.now() + 3_600_000 },
  }
  const security = (changes: Partial<AccessSecurity>) => async () => ({
    ...known,
    security: AccessSecurity.fromPartial(changes),
  })

  it('takes a certificate in place of the password, and has it stored before it lets the station in', async () => {
    const { ask, recorded } = setUp()
    const answer = await ask({ profile: 3, certificate, password: 'wrong' })
    assert.ok(answer.admitted)
    assert.deepEqual([answer.who.proof.serialNumber, recorded], ['CP-1', [3]])
  })

  it('stores nothing again that is known, and answers at once then', async () => {
    const { ask, recorded } = setUp(security({ profile: 3, presented: ['f1'] }))
    await ask({ profile: 3, certificate })
    assert.equal(ask({ profile: 3, certificate }) instanceof Promise, false)
    assert.deepEqual(recorded, [])
  })

  it('leaves a station outside while what it proved can not be stored', async () => {
    const { ask, gate, refusals } = setUp()
    gate.recordProof = () => Promise.reject(fail('unavailable', 'the database is away'))
    assert.equal(await statusOf(ask({ profile: 2 })), '503')
    assert.equal(await statusOf(ask({ profile: 1 })), 'admitted')
    assert.deepEqual(refusals, ['unavailable'])
  })

  it('answers a lower profile and a bad certificate as it answers strangers, and says why to ourselves', async () => {
    const { ask, refusals } = setUp(security({ profile: 2 }))
    const started = performance.now()
    const answer = await ask({ profile: 1 })
    assert.ok(performance.now() - started >= 140)
    const stranger = await ask({ profile: 2, password: 'wrong' })
    assert.deepEqual(answer, stranger)
    assert.deepEqual(await ask({ profile: 3 }), stranger)
    assert.deepEqual(await ask({ profile: 3, certificate: { ...certificate, commonName: 'CP-2' } }), stranger)
    assert.deepEqual(refusals, ['lower_profile', 'bad_credentials', 'no_certificate', 'foreign_certificate'])
  })

  it('lets an expired certificate in as Pending where the station may come so (A00.FR.429)', async () => {
    const { ask } = setUp(security({ profile: 3, admitExpired: true, presented: ['f1'] }))
    const answer = await ask({ profile: 3, certificate: { ...certificate, notAfterMs: 1 } })
    assert.ok(answer.admitted && answer.who.proof.expired)
    assert.equal(answer.who.registration, 'Pending')
  })
})
