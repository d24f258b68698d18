import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
import { createAccessCache } from './access.ts'
import { createAdmission } from './admission.ts'
import { createPasswordCheck } from './credentials.ts'
import { limitFailedAttempts } from './failed-attempts.ts'
import { pepper, unknownAccess, verifierOf } from './testing/owners.ts'
import { authorization } from './testing/station.ts'
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

function setUp(access: () => Promise<StationAccess> = async () => known) {
  const refusals: RefusalReason[] = []
  const gate = {
    admission: createAdmission({ maxConnections: 10, acceptRate: 100 }),
    attempts: limitFailedAttempts(10),
    access: createAccessCache({ fetch: access, capacity: 100, ttlMs: 600_000 }),
    passwords: createPasswordCheck(pepper),
    tolerance: tenantTolerance({
      EDGE_STRICT_TENANTS: ['strict'],
      EDGE_ANY_USERNAME_TENANTS: ['lax'],
      EDGE_WITHOUT_SUBPROTOCOL: ['lax=1.6'],
    }),
    refused: (_identity: unknown, _address: string, reason: RefusalReason) => void refusals.push(reason),
  }
  const ask = (changes: { path?: string; password?: string; username?: string; subprotocols?: string } = {}) =>
    decideUpgrade(gate, {
      path: changes.path ?? '/ocpp/cp-1',
      authorization: authorization(changes.username ?? 'cp-1', changes.password ?? 'secret'),
      subprotocols: changes.subprotocols ?? 'ocpp1.6',
      remoteAddress: '192.0.2.1',
      profile: 1,
      certificate: undefined,
      tenants: undefined,
    })
  return { gate, ask, refusals }
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

  it('refuses before it asks anybody when it is full', async () => {
    const { gate, ask, refusals } = setUp(() => assert.fail('asked'))
    gate.admission.stop()
    assert.equal(await statusOf(ask()), '503')
    assert.deepEqual(refusals, ['overloaded'])
  })
})
