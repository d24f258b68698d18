import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { startGateway, type TestGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const hash = 'ab'.repeat(32)

describe('id tokens', () => {
  const stored = new Map<string, IdToken>()
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        idTokens: {
          async putIdToken({ idToken }) {
            const token = IdToken.fromPartial({ ...idToken, hash, createdAt: '2026-11-23T08:00:00Z' })
            stored.set(token.idToken, token)
            return token
          },
          async getIdToken({ idToken, hash }) {
            const token = hash === '' ? stored.get(idToken) : [...stored.values()].find(item => item.hash === hash)
            if (token === undefined) throw fail('not_found', 'there is no such id token', { field: 'idToken' })
            return token
          },
          async listIdTokens() {
            return { idTokens: [...stored.values()], nextPageToken: hash }
          },
          async deleteIdToken({ idToken }) {
            stored.delete(idToken)
            return {}
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('are created with defaults, and with everything', async () => {
    const plain = await gateway.call('PUT', '/v1/id-tokens/04A2%2F7F', {})
    assert.equal(plain.status, 200)
    assert.deepEqual(plain.body, {
      idToken: '04A2/7F',
      type: 'ISO14443',
      status: 'Accepted',
      concurrentTransactions: 0,
      localList: false,
      masterPass: false,
      hash,
      createdAt: '2026-11-23T08:00:00Z',
    })
    const settings = {
      type: 'eMAID',
      status: 'Blocked',
      groupIdToken: 'FLEET',
      expiresAt: '2027-01-01T00:00:00+01:00',
      concurrentTransactions: 2,
      localList: true,
      masterPass: true,
      additionalInfo: [{ additionalIdToken: '1234', type: 'PIN' }],
      allowedStations: [{ stationId: 'CP-1', evseIds: [1] }],
      language1: 'de',
      language2: 'en-GB',
      personalMessage: { format: 'UTF8', content: 'Hallo' },
      chargingPriority: -1,
      allowedEnergyTransfer: ['DC'],
      transactionLimit: { maxCost: 20.5, maxTimeS: 3600 },
    }
    const full = await gateway.call('PUT', '/v1/id-tokens/DE-ABC', settings)
    assert.partialDeepStrictEqual(full.body, settings)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      request: { idToken: { tenant: 'acme', idToken: 'DE-ABC' } },
    })
  })

  it('are found by token and by the hash that events carry', async () => {
    assert.partialDeepStrictEqual((await gateway.call('GET', '/v1/id-tokens/04A2%2F7F')).body, { hash })
    assert.partialDeepStrictEqual((await gateway.call('GET', `/v1/id-tokens/by-hash/${hash}`)).body, {
      idToken: '04A2/7F',
    })
    assert.equal((await gateway.call('GET', '/v1/id-tokens/nobody')).status, 404)
    assert.equal((await gateway.call('GET', '/v1/id-tokens/by-hash/XYZ')).status, 400)
  })

  it('are listed and removed', async () => {
    const { body } = await gateway.call('GET', '/v1/id-tokens')
    const { items, nextCursor } = body as { items: unknown[]; nextCursor: string }
    assert.equal(items.length, 2)
    assert.equal((await gateway.call('GET', `/v1/id-tokens?cursor=${nextCursor}`)).status, 200)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { pageToken: hash, pageSize: 50 } })
    assert.equal((await gateway.call('DELETE', '/v1/id-tokens/DE-ABC')).status, 204)
    assert.equal((await gateway.call('GET', '/v1/id-tokens/DE-ABC')).status, 404)
  })

  it('are not shown to a viewer, who could copy them', async () => {
    for (const path of ['/v1/id-tokens', '/v1/id-tokens/04A2%2F7F', `/v1/id-tokens/by-hash/${hash}`]) {
      assert.equal((await gateway.call('GET', path, undefined, { key: keys.viewer })).status, 403, path)
    }
  })

  it('are refused with settings that make no sense', async () => {
    for (const [body, field] of [
      [{ status: 'Maybe' }, 'status'],
      [{ chargingPriority: 10 }, 'chargingPriority'],
      [{ transactionLimit: { maxSocPercent: 101 } }, 'transactionLimit.maxSocPercent'],
      [{ expiresAt: 'tomorrow' }, 'expiresAt'],
      [{ concurrentTransactions: -1 }, 'concurrentTransactions'],
      [{ hash }, 'hash'],
    ] as const) {
      const answer = await gateway.call('PUT', '/v1/id-tokens/X', body)
      assert.equal(answer.status, 400)
      assert.partialDeepStrictEqual(answer.body, { field })
    }
  })
})
