import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { listIdTokens } from './list-id-tokens.ts'

const tokens = ['TAG-1', 'TAG-2', 'TAG-3', 'TAG-4', 'TAG-5']

let bench: Bench
before(async () => {
  bench = await openBench()
  for (const idToken of tokens) await bench.put({ idToken })
  await bench.put({ tenant: 'other', idToken: 'TAG-9' })
})
after(() => bench.close())

const list = (pageSize = 0, pageToken = '', tenant = 'default') =>
  listIdTokens(bench.database)({ tenant, pageSize, pageToken })

describe('listIdTokens', () => {
  it('gives every token of the tenant once, page by page', async () => {
    const seen: string[] = []
    let token = ''
    do {
      const page = await list(2, token)
      seen.push(...page.idTokens.map(({ idToken }) => idToken))
      token = page.nextPageToken
    } while (token !== '')
    assert.deepEqual(seen.sort(), tokens)
  })

  it('names pages by hashes, never by tokens', async () => {
    const { nextPageToken } = await list(1)
    assert.match(Buffer.from(nextPageToken, 'base64url').toString(), /^\["[0-9a-f]{64}"\]$/)
  })

  it('shows a tenant nothing of another', async () => {
    assert.deepEqual(
      (await list(0, '', 'other')).idTokens.map(({ idToken }) => idToken),
      ['TAG-9'],
    )
  })

  it('refuses bad input, naming the field', async () => {
    await assert.rejects(list(-1), { code: 'invalid_argument', field: 'pageSize' })
    await assert.rejects(list(0, 'TAG-1'), { code: 'invalid_argument', field: 'pageToken' })
    await assert.rejects(list(0, '', 'a/b'), { code: 'invalid_argument', field: 'tenant' })
  })
})
