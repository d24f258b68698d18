import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { AuthorizeRequest } from '@chargeplane/proto/authorization/v1/authorization'
import { IdTokenProfile } from '@chargeplane/proto/authorization/v1/profile'
import { type Bench, openBench } from '../testing/bench.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(() => bench.empty('open_transactions'))

const statusOf = async (request: Partial<AuthorizeRequest>) => (await bench.ask(request)).status

describe('authorize', () => {
  it('accepts a registered token in any case, and tells its expiry and group', async () => {
    await bench.put({ idToken: 'TAG-1', groupIdToken: 'FLEET', expiresAt: '2999-01-01T00:00:00Z' })
    assert.partialDeepStrictEqual(await bench.ask({ idToken: 'tag-1' }), {
      status: 'Accepted',
      expiresAt: '2999-01-01T00:00:00.000Z',
      groupIdToken: 'FLEET',
    })
  })

  it('says Blocked before Expired, and Expired from the very moment on, for every purpose', async () => {
    const expiresAt = '2026-06-01T00:00:00Z'
    await bench.put({ idToken: 'BLOCKED', status: 'Blocked', expiresAt })
    await bench.put({ idToken: 'EXPIRES', expiresAt })
    const at = (time: string) => ({ now: () => new Date(time) })
    for (const purpose of ['authorize', 'start', 'update', 'end']) {
      assert.equal((await bench.ask({ idToken: 'BLOCKED', purpose }, at(expiresAt))).status, 'Blocked')
      assert.equal((await bench.ask({ idToken: 'EXPIRES', purpose }, at(expiresAt))).status, 'Expired')
      assert.equal(
        (await bench.ask({ idToken: 'EXPIRES', purpose }, at('2026-05-31T23:59:59.999Z'))).status,
        'Accepted',
      )
    }
  })

  it('answers an unknown token by the policy', async () => {
    const answers = await Promise.all(
      (['invalid', 'unknown', 'accept'] as const).map(unknownToken =>
        bench.ask({ idToken: 'NOBODY' }, { unknownToken }),
      ),
    )
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['Invalid', 'Unknown', 'Accepted'],
    )
  })

  it('knows nothing of another tenant’s tokens', async () => {
    await bench.put({ tenant: 'other', idToken: 'THEIRS' })
    assert.equal(await statusOf({ idToken: 'THEIRS' }), 'Invalid')
    assert.equal(await statusOf({ idToken: 'THEIRS', tenant: 'other' }), 'Accepted')
  })

  it('answers whatever a reader made of a card as a token nobody knows', async () => {
    for (const idToken of ['', 'a\u0000b', 'x'.repeat(300), '\n']) assert.equal(await statusOf({ idToken }), 'Invalid')
  })

  it('accepts a start by button, which has no token', async () => {
    assert.equal(await statusOf({ idToken: '', idTokenType: 'NoAuthorization', purpose: 'start' }), 'Accepted')
    assert.equal(await statusOf({ idToken: 'X', idTokenType: 'NoAuthorization', purpose: 'start' }), 'Invalid')
  })

  it('follows a change of the token at once', async () => {
    await bench.put({ idToken: 'TAG-2' })
    assert.equal(await statusOf({ idToken: 'TAG-2' }), 'Accepted')
    await bench.put({ idToken: 'TAG-2', status: 'Blocked' })
    assert.equal(await statusOf({ idToken: 'TAG-2' }), 'Blocked')
  })

  it('refuses bad input, naming the field', async () => {
    await assert.rejects(bench.ask({ idToken: 'T', tenant: '' }), { code: 'invalid_argument', field: 'tenant' })
    await assert.rejects(bench.ask({ idToken: 'T', purpose: 'steal' }), { code: 'invalid_argument', field: 'purpose' })
  })
})

describe('the limit of concurrent transactions', () => {
  const ask = (more: Partial<AuthorizeRequest>) => statusOf({ idToken: 'ONE', purpose: 'start', ...more })
  beforeEach(() => bench.put({ idToken: 'ONE', concurrentTransactions: 1 }))

  it('stops a second transaction until the first has ended', async () => {
    assert.equal(await ask({ transactionId: '1' }), 'Accepted')
    await bench.started('ONE', 'CP-1', '1')
    assert.equal(await ask({ stationId: 'CP-2', transactionId: '2' }), 'ConcurrentTx')
    await bench.ended('ONE', 'CP-1', '1')
    assert.equal(await ask({ stationId: 'CP-2', transactionId: '2' }), 'Accepted')
  })

  it('does not count a transaction against itself when its start is sent again', async () => {
    await bench.started('ONE', 'CP-1', '1')
    assert.equal(await ask({ stationId: 'cp-1', transactionId: '1' }), 'Accepted')
    assert.equal(await ask({ stationId: 'CP-1', transactionId: '2' }), 'ConcurrentTx')
    assert.equal(await ask({ stationId: 'CP-2', transactionId: '1' }), 'ConcurrentTx', 'ids are the station’s own')
  })

  it('lets a token be presented where it charges, to stop, and not elsewhere', async () => {
    await bench.started('ONE', 'CP-1', '1')
    assert.equal(await ask({ purpose: 'authorize' }), 'Accepted')
    assert.equal(await ask({ purpose: 'authorize', stationId: 'CP-2' }), 'ConcurrentTx')
  })

  it('does not apply inside a transaction', async () => {
    await bench.started('ONE', 'CP-1', '1')
    await bench.started('ONE', 'CP-2', '1')
    for (const purpose of ['update', 'end'])
      assert.equal(await ask({ purpose, stationId: 'CP-3', transactionId: '9' }), 'Accepted')
  })

  it('counts up to the limit, and without one not at all', async () => {
    await bench.put({ idToken: 'TWO', concurrentTransactions: 2 })
    await bench.put({ idToken: 'MANY' })
    for (const idToken of ['TWO', 'MANY']) await bench.started(idToken, 'CP-1', `${idToken}-1`)
    assert.equal(await ask({ idToken: 'TWO', stationId: 'CP-9' }), 'Accepted')
    for (const idToken of ['TWO', 'MANY']) await bench.started(idToken, 'CP-2', `${idToken}-2`)
    assert.equal(await ask({ idToken: 'TWO', stationId: 'CP-9' }), 'ConcurrentTx')
    assert.equal(await ask({ idToken: 'MANY', stationId: 'CP-9' }), 'Accepted')
  })

  it('does not count what another tenant’s equal token does', async () => {
    await bench.put({ tenant: 'other', idToken: 'ONE', concurrentTransactions: 1 })
    await bench.started('ONE', 'CP-1', '1')
    assert.equal(await ask({ tenant: 'other', stationId: 'CP-2' }), 'Accepted')
  })
})

describe('what goes with a token', () => {
  const limit = { maxCost: 10, maxEnergyWh: 5000, maxTimeS: 60, maxSocPercent: undefined }
  const unset = { maxCost: undefined, maxEnergyWh: undefined, maxTimeS: undefined, maxSocPercent: undefined }

  it('is told with its status', async () => {
    const profile = { language1: 'de', chargingPriority: 3, allowedEnergyTransfer: ['DC'] }
    await bench.put({ idToken: 'DRIVER', profile: IdTokenProfile.fromPartial(profile) })
    assert.partialDeepStrictEqual(await bench.ask({ idToken: 'DRIVER' }), { status: 'Accepted', profile })
    assert.equal((await bench.ask({ idToken: 'NOBODY' })).profile, undefined)
  })

  it('is a place: elsewhere it is refused before it charges, and not while it does', async () => {
    await bench.put({ idToken: 'HOME', allowedStations: [{ stationId: 'CP-1', evseIds: [1, 2] }] })
    assert.deepEqual((await bench.ask({ idToken: 'HOME', stationId: 'cp-1' })).evseIds, [1, 2])
    assert.equal(await statusOf({ idToken: 'HOME', evseId: 2, purpose: 'start' }), 'Accepted')
    assert.equal(await statusOf({ idToken: 'HOME', evseId: 3, purpose: 'start' }), 'NotAtThisLocation')
    assert.equal(await statusOf({ idToken: 'HOME', stationId: 'CP-2' }), 'NotAtThisLocation')
    assert.equal(await statusOf({ idToken: 'HOME', stationId: 'CP-2', purpose: 'end' }), 'Accepted')
  })

  it('is a second identifier, which is asked for once and never wrong', async () => {
    await bench.put({ idToken: 'PINNED', additionalInfo: [{ additionalIdToken: '1234', type: 'PIN' }] })
    const shown = (additionalIdToken: string, type = 'pin') => [{ additionalIdToken, type }]
    assert.equal(await statusOf({ idToken: 'PINNED' }), 'Invalid')
    assert.equal(await statusOf({ idToken: 'PINNED', additionalInfo: shown('1234', 'colour') }), 'Invalid')
    assert.equal(await statusOf({ idToken: 'PINNED', additionalInfo: shown('1234') }), 'Accepted')
    assert.equal(await statusOf({ idToken: 'PINNED', purpose: 'start' }), 'Accepted')
    assert.equal(await statusOf({ idToken: 'PINNED', purpose: 'start', additionalInfo: shown('4321') }), 'Invalid')
  })

  it('is a master pass, which ends transactions and starts none (C16.FR.03)', async () => {
    await bench.put({ idToken: 'OFFICER', groupIdToken: 'POLICE', masterPass: true })
    assert.partialDeepStrictEqual(await bench.ask({ idToken: 'OFFICER' }), {
      status: 'Accepted',
      groupIdToken: 'POLICE',
    })
    assert.equal(await statusOf({ idToken: 'OFFICER', purpose: 'end' }), 'Accepted')
    assert.equal(await statusOf({ idToken: 'OFFICER', purpose: 'start' }), 'Blocked')
  })

  it('is a limit, told once where a 2.1 transaction begins, as far as the station supports it (E16)', async () => {
    await bench.put({ idToken: 'PREPAID', profile: IdTokenProfile.fromPartial({ transactionLimit: limit }) })
    const start = { idToken: 'PREPAID', purpose: 'start', ocppVersion: '2.1' }
    const limitFor = async (more: Partial<AuthorizeRequest>) =>
      (await bench.ask({ ...start, ...more })).transactionLimit
    assert.deepEqual(await limitFor({}), { ...unset, maxCost: 10, maxEnergyWh: 5000 })
    assert.deepEqual(await limitFor({ stationLimit: { ...unset, maxCost: 10 } }), { ...unset, maxEnergyWh: 5000 })
    assert.equal(await limitFor({ stationLimit: { ...unset, maxCost: 9, maxEnergyWh: 1 } }), undefined)
    for (const more of [{ ocppVersion: '2.0.1' }, { purpose: 'authorize' }, { purpose: 'update' }]) {
      assert.equal(await limitFor(more), undefined)
    }
  })

  it('is nothing for a card without credit', async () => {
    await bench.put({
      idToken: 'BROKE',
      status: 'NoCredit',
      profile: IdTokenProfile.fromPartial({ transactionLimit: limit }),
    })
    const now = new Date('2026-11-01T10:00:00Z')
    const answer = await bench.ask({ idToken: 'BROKE', purpose: 'start', ocppVersion: '2.1' }, { now: () => now })
    assert.equal(answer.expiresAt, now.toISOString(), 'C17.FR.02: no cache may keep it')
    assert.deepEqual([answer.status, answer.transactionLimit], ['NoCredit', undefined])
  })
})
