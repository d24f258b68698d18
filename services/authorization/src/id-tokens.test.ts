import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type IdTokenRow, idTokenChanged, toIdToken } from './id-tokens.ts'

const row = {
  tenant: 'default',
  id_token: 'TAG-1',
  hash: 'ab'.repeat(32),
  type: 'ISO14443',
  status: 'Accepted',
  group_id_token: 'GROUP',
  expires_at: new Date('2027-01-01T00:00:00Z'),
  concurrent_transactions: 2,
  created_at: new Date('2026-01-01T00:00:00Z'),
  profile: { language1: 'de' },
  local_list: true,
  master_pass: false,
  additional_info: [],
  allowed_stations: [{ stationId: 'CP-1', evseIds: [] }],
} satisfies IdTokenRow

describe('idTokenChanged', () => {
  it('tells the hash and never the token or its group', () => {
    const { id, ...event } = idTokenChanged(row, 'put')
    assert.deepEqual(event, {
      type: 'chargeplane.authorization.v1.IdTokenChanged',
      tenant: 'default',
      subject: row.hash,
      data: { tenant: 'default', idTokenHash: row.hash, change: 'put', status: 'Accepted' },
    })
    assert.ok(!JSON.stringify([id, event]).match(/TAG-1|GROUP/))
    assert.notEqual(id, idTokenChanged(row, 'put').id)
  })
})

describe('toIdToken', () => {
  it('shows what the token may have beside its status', () => {
    assert.partialDeepStrictEqual(toIdToken(row), {
      profile: { language1: 'de', language2: '', allowedEnergyTransfer: [] },
      localList: true,
      allowedStations: [{ stationId: 'CP-1', evseIds: [] }],
    })
  })

  it('shows times in UTC, and none as empty', () => {
    assert.equal(toIdToken(row).expiresAt, '2027-01-01T00:00:00.000Z')
    assert.equal(toIdToken({ ...row, expires_at: null }).expiresAt, '')
  })
})
