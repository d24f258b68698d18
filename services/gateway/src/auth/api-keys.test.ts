import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure, type FailureCode, fail } from '@chargeplane/failure'
import { ApiKey } from '@chargeplane/proto/authorization/v1/authorization'
import { type ApiKeysOptions, openApiKeys } from './api-keys.ts'
import { tokenBuckets } from './token-buckets.ts'

const secret = 'cp_0123456789abcdef0123456789abcdef'
const other = 'cp_fedcba9876543210fedcba9876543210'
const answer = ApiKey.fromPartial({ keyId: 'k1', tenant: 'acme', role: 'operator' })

function fixture(options: Partial<ApiKeysOptions> & { badKeysPerAddress?: number } = {}) {
  let time = 0
  let verdict: () => Promise<ApiKey> = async () => answer
  const asked: string[] = []
  const { badKeysPerAddress = 3, ...rest } = options
  const apiKeys = openApiKeys({
    verify: given => {
      asked.push(given)
      return verdict()
    },
    badKeys: tokenBuckets({ capacity: badKeysPerAddress, refillPerS: 1, maxKeys: 10, now: () => time }),
    ttlMs: 30_000,
    staleMs: 600_000,
    capacity: 2,
    now: () => time,
    ...rest,
  })
  const refuse = (code: FailureCode) => (verdict = async () => Promise.reject(fail(code, 'no')))
  return {
    apiKeys,
    asked,
    refuse,
    answerWith: (key: ApiKey) => (verdict = async () => key),
    pass: (ms: number) => (time += ms),
  }
}

const withCode = (code: FailureCode) => (error: unknown) => error instanceof Failure && error.code === code

describe('API keys', () => {
  it('are asked about once and then known for half a minute', async () => {
    const { apiKeys, asked, pass } = fixture()
    assert.deepEqual(await apiKeys.identify(secret, 'a'), { keyId: 'k1', tenant: 'acme', role: 'operator' })
    pass(29_999)
    await apiKeys.identify(secret, 'a')
    assert.equal(asked.length, 1)
    pass(1)
    await apiKeys.identify(secret, 'a')
    assert.equal(asked.length, 2)
  })

  it('are asked about once however many requests come at once', async () => {
    const { apiKeys, asked } = fixture({ badKeysPerAddress: 1 })
    await Promise.all(Array.from({ length: 50 }, () => apiKeys.identify(secret, 'a')))
    assert.equal(asked.length, 1)
  })

  it('stop working when they were revoked, at the latest when they are asked about again', async () => {
    const { apiKeys, refuse, pass } = fixture()
    await apiKeys.identify(secret, 'a')
    refuse('unauthenticated')
    pass(30_000)
    await assert.rejects(apiKeys.identify(secret, 'a'), withCode('unauthenticated'))
    apiKeys.forget('k1')
    await assert.rejects(apiKeys.identify(secret, 'a'), withCode('unauthenticated'))
  })

  it('are forgotten at once when they were revoked here', async () => {
    const { apiKeys, refuse } = fixture()
    await apiKeys.identify(secret, 'a')
    refuse('unauthenticated')
    apiKeys.forget('k2')
    await apiKeys.identify(secret, 'a')
    apiKeys.forget('k1')
    await assert.rejects(apiKeys.identify(secret, 'a'), withCode('unauthenticated'))
  })

  it('keep working for a while when nobody can be asked, and new ones do not', async () => {
    const { apiKeys, refuse, pass } = fixture()
    await apiKeys.identify(secret, 'a')
    refuse('unavailable')
    pass(599_999)
    assert.equal((await apiKeys.identify(secret, 'a')).keyId, 'k1')
    await assert.rejects(apiKeys.identify(other, 'a'), withCode('unavailable'))
    pass(1)
    await assert.rejects(apiKeys.identify(secret, 'a'), withCode('unavailable'))
  })

  it('are not asked about when they cannot be keys', async () => {
    const { apiKeys, asked } = fixture({ badKeysPerAddress: 10 })
    for (const text of ['', 'cp_short', 'sk_0123456789abcdef0123', `cp_${'x'.repeat(300)}`, 'cp_ä123456789abcdefgh']) {
      await assert.rejects(apiKeys.identify(text, 'a'), withCode('unauthenticated'))
    }
    assert.equal(asked.length, 0)
  })

  it('cannot be guessed: an address with too many wrong ones waits, and its known keys go on', async () => {
    const { apiKeys, asked, refuse, pass } = fixture()
    await apiKeys.identify(secret, 'a')
    refuse('unauthenticated')
    for (let i = 0; i < 3; i++) await assert.rejects(apiKeys.identify(other, 'a'), withCode('unauthenticated'))
    await assert.rejects(apiKeys.identify(other, 'a'), withCode('resource_exhausted'))
    assert.equal(asked.length, 4)
    assert.equal((await apiKeys.identify(secret, 'a')).keyId, 'k1')
    await assert.rejects(apiKeys.identify(other, 'b'), withCode('unauthenticated'))
    pass(1_000)
    await assert.rejects(apiKeys.identify(other, 'a'), withCode('unauthenticated'))
  })

  it('cannot be guessed in parallel either', async () => {
    const { apiKeys, refuse } = fixture()
    refuse('unauthenticated')
    const guesses = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => apiKeys.identify(`${other}${i}`, 'a')),
    )
    const waiting = guesses.filter(
      ({ status, ...rest }) => status === 'rejected' && withCode('resource_exhausted')(Object(rest).reason),
    )
    assert.equal(waiting.length, 97)
  })

  it('cost an address nothing when they are right or nobody can be asked', async () => {
    const { apiKeys, refuse, pass } = fixture({ capacity: 1 })
    for (let i = 0; i < 20; i++) await apiKeys.identify(`${secret}${i}`, 'a')
    refuse('unavailable')
    for (let i = 0; i < 20; i++) await assert.rejects(apiKeys.identify(`${other}${i}`, 'a'), withCode('unavailable'))
    pass(0)
  })

  it('are refused with a role that nobody knows here', async () => {
    const { apiKeys, answerWith } = fixture()
    answerWith(ApiKey.fromPartial({ ...answer, role: 'god' }))
    await assert.rejects(apiKeys.identify(secret, 'a'), withCode('permission_denied'))
    answerWith(ApiKey.fromPartial({ ...answer, tenant: '' }))
    await assert.rejects(apiKeys.identify(secret, 'a'), withCode('permission_denied'))
  })
})
