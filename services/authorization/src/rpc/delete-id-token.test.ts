import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { GetIdTokenRequest } from '@chargeplane/proto/authorization/v1/authorization'
import { type Bench, openBench } from '../testing/bench.ts'
import { deleteIdToken } from './delete-id-token.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const remove = (request: Partial<GetIdTokenRequest>) =>
  deleteIdToken(bench)(GetIdTokenRequest.fromPartial({ tenant: 'default', ...request }))

describe('deleteIdToken', () => {
  it('makes the token unknown at once, and says so', async () => {
    const { hash } = await bench.put({ idToken: 'TAG-1' })
    assert.equal((await bench.ask({ idToken: 'TAG-1' })).status, 'Accepted')
    await remove({ idToken: 'tag-1' })
    assert.equal((await bench.ask({ idToken: 'TAG-1' })).status, 'Invalid')
    assert.deepEqual((await bench.emitted()).at(-1)?.data, {
      tenant: 'default',
      idTokenHash: hash,
      change: 'deleted',
      status: 'Accepted',
    })
  })

  it('takes the hash as well', async () => {
    const { hash } = await bench.put({ idToken: 'TAG-2' })
    await remove({ hash })
    await assert.rejects(remove({ hash }), { code: 'not_found', field: 'idToken' })
  })

  it('does not reach into another tenant', async () => {
    const { hash } = await bench.put({ tenant: 'other', idToken: 'TAG-3' })
    await assert.rejects(remove({ idToken: 'TAG-3' }), { code: 'not_found' })
    await assert.rejects(remove({ hash }), { code: 'not_found' })
    assert.equal((await bench.ask({ tenant: 'other', idToken: 'TAG-3' })).status, 'Accepted')
  })
})
