import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { GetIdTokenRequest } from '@chargeplane/proto/authorization/v1/authorization'
import { type Bench, openBench } from '../testing/bench.ts'
import { getIdToken } from './get-id-token.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.put({ idToken: 'TAG-1' })
  await bench.put({ tenant: 'other', idToken: 'TAG-2' })
})
after(() => bench.close())

const get = (request: Partial<GetIdTokenRequest>) =>
  getIdToken(bench)(GetIdTokenRequest.fromPartial({ tenant: 'default', ...request }))

describe('getIdToken', () => {
  it('finds a token in any case, and by the hash that events carry', async () => {
    const token = await get({ idToken: 'tag-1' })
    assert.equal(token.idToken, 'TAG-1')
    assert.deepEqual(await get({ hash: token.hash }), token)
  })

  it('answers not_found for a token of nobody and of another tenant alike, without repeating it', async () => {
    const theirs = bench.hashToken('other', 'TAG-2')
    for (const request of [{ idToken: 'TAG-2' }, { idToken: 'TAG-9' }, { hash: theirs }]) {
      await assert.rejects(get(request), { code: 'not_found', field: 'idToken', message: 'there is no such id token' })
    }
  })

  it('refuses a token named twice, not at all or wrongly', async () => {
    const faults: [Partial<GetIdTokenRequest>, string][] = [
      [{}, 'idToken'],
      [{ idToken: 'TAG-1', hash: 'a'.repeat(64) }, 'hash'],
      [{ hash: 'abc' }, 'hash'],
      [{ idToken: 'TAG-1', tenant: '' }, 'tenant'],
    ]
    for (const [request, field] of faults) await assert.rejects(get(request), { code: 'invalid_argument', field })
  })
})
