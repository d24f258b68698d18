import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { type Bench, openBench } from '../testing/bench.ts'
import { getIdToken } from './get-id-token.ts'
import { putIdToken } from './put-id-token.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

describe('putIdToken', () => {
  it('stores a token with its hash, and fills in what was left out', async () => {
    const token = await bench.put({ idToken: 'TAG-1' })
    assert.partialDeepStrictEqual(
      { ...token, createdAt: '' },
      {
        tenant: 'default',
        idToken: 'TAG-1',
        type: 'ISO14443',
        status: 'Accepted',
        groupIdToken: '',
        expiresAt: '',
        concurrentTransactions: 0,
        hash: bench.hashToken('default', 'tag-1'),
        createdAt: '',
      },
    )
  })

  it('stores all that a token may have, and reads it back', async () => {
    const all = {
      idToken: 'RICH',
      type: 'eMAID',
      status: 'NoCredit',
      groupIdToken: 'POLICE',
      masterPass: true,
      localList: true,
      additionalInfo: [{ additionalIdToken: '1234', type: 'PIN' }],
      allowedStations: [
        { stationId: 'CP-1', evseIds: [] },
        { stationId: 'CP-2', evseIds: [1, 2] },
      ],
      profile: {
        language1: 'de',
        language2: 'en-GB',
        personalMessage: { format: 'UTF8', language: 'de', content: 'Hallo' },
        chargingPriority: -9,
        allowedEnergyTransfer: ['DC'],
        transactionLimit: { maxCost: 20.5, maxEnergyWh: undefined, maxTimeS: 3600, maxSocPercent: 0 },
      },
    }
    await bench.put(all)
    const stored = await getIdToken(bench)({ tenant: 'default', idToken: 'rich', hash: '' })
    assert.partialDeepStrictEqual(stored, all)
  })

  it('tells the hash to others, never the token', async () => {
    const { hash } = await bench.put({ idToken: 'SECRET-TAG', status: 'Blocked', groupIdToken: 'SECRET-GROUP' })
    assert.deepEqual((await bench.emitted()).at(-1), {
      type: 'chargeplane.authorization.v1.IdTokenChanged',
      key: `default/${hash}`,
      data: { tenant: 'default', idTokenHash: hash, change: 'put', status: 'Blocked' },
    })
    const rows = await bench.database.query<{ text: string }>(
      `SELECT convert_from(value, 'LATIN1') || headers::text || convert_from(key, 'LATIN1') AS text FROM outbox`,
    )
    assert.ok(!rows.some(({ text }) => /secret/i.test(text)))
    assert.equal(bench.changes.at(-1), `default/${hash}`)
  })

  it('replaces everything about a token, which is the same in any case', async () => {
    const before = await bench.put({
      idToken: 'Tag-2',
      groupIdToken: 'G',
      concurrentTransactions: 3,
      status: 'Blocked',
    })
    const now = await bench.put({ idToken: 'TAG-2', expiresAt: '2027-01-01T00:00:00Z', type: 'eMAID' })
    assert.deepEqual([now.idToken, now.groupIdToken, now.status, now.type], ['TAG-2', '', 'Accepted', 'eMAID'])
    assert.deepEqual([now.concurrentTransactions, now.expiresAt], [0, '2027-01-01T00:00:00.000Z'])
    assert.deepEqual([now.hash, now.createdAt], [before.hash, before.createdAt])
  })

  it('keeps equal tokens of two tenants apart, under hashes that do not tell that they are equal', async () => {
    const mine = await bench.put({ idToken: 'TAG-3' })
    const theirs = await bench.put({ tenant: 'other', idToken: 'TAG-3', status: 'Blocked' })
    assert.notEqual(mine.hash, theirs.hash)
    assert.deepEqual([mine.status, theirs.status], ['Accepted', 'Blocked'])
  })

  it('refuses bad input, naming the field, and says nothing', async () => {
    const events = (await bench.emitted()).length
    const faults: [Partial<IdToken>, string][] = [
      [{ idToken: 'T', tenant: '' }, 'tenant'],
      [{ idToken: '' }, 'idToken.idToken'],
      [{ idToken: 'x'.repeat(256) }, 'idToken.idToken'],
      [{ idToken: 'T', groupIdToken: 'a\nb' }, 'idToken.groupIdToken'],
      [{ idToken: 'T', type: 'RFID' }, 'idToken.type'],
      [{ idToken: 'T', type: 'NoAuthorization' }, 'idToken.type'],
      [{ idToken: 'T', status: 'Expired' }, 'idToken.status'],
      [{ idToken: 'T', expiresAt: 'tomorrow' }, 'idToken.expiresAt'],
      [{ idToken: 'T', concurrentTransactions: -1 }, 'idToken.concurrentTransactions'],
      [{ idToken: 'T', concurrentTransactions: 1001 }, 'idToken.concurrentTransactions'],
    ]
    for (const [token, field] of faults)
      await assert.rejects(bench.put(token), { code: 'invalid_argument', field }, field)
    await assert.rejects(putIdToken(bench)({ idToken: undefined }), { code: 'invalid_argument', field: 'idToken' })
    assert.equal((await bench.emitted()).length, events)
  })
})
