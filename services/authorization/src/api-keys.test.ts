import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkRole, generateApiKey, hashSecret, isSecretOf, keyIdOf } from './api-keys.ts'

describe('generateApiKey', () => {
  it('gives 256 bits under an id that finds them again', () => {
    const keys = Array.from({ length: 200 }, generateApiKey)
    assert.equal(new Set(keys.map(({ secret }) => secret)).size, 200)
    assert.equal(new Set(keys.map(({ keyId }) => keyId)).size, 200)
    for (const { keyId, secret } of keys) {
      assert.match(secret, /^cp_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/)
      assert.equal(keyIdOf(secret), keyId)
    }
  })
})

describe('keyIdOf', () => {
  it('finds the id although the secret part may hold underscores', () => {
    assert.equal(keyIdOf(`cp_bootstrap_${'_'.repeat(43)}`), 'bootstrap')
  })

  it('finds none in what is no key', () => {
    for (const text of [
      '',
      'cp_',
      'cp_abc',
      `xx_abc_${'a'.repeat(43)}`,
      `cp__${'a'.repeat(43)}`,
      `cp_abc_${'a'.repeat(44)}`,
      `cp_a-b_${'a'.repeat(43)}`,
    ]) {
      assert.equal(keyIdOf(text), undefined, text)
    }
  })
})

describe('isSecretOf', () => {
  it('is true of the whole secret alone', () => {
    const { secret } = generateApiKey()
    const row = { secret_hash: hashSecret(secret) }
    assert.equal(isSecretOf(row, secret), true)
    assert.equal(isSecretOf(row, `${secret}x`), false)
    assert.equal(isSecretOf(row, ''), false)
  })
})

describe('checkRole', () => {
  it('knows three roles and refuses the rest, naming the field', () => {
    for (const role of ['viewer', 'operator', 'admin']) assert.equal(checkRole(role), role)
    for (const role of ['', 'root', 'Admin'])
      assert.throws(() => checkRole(role), { code: 'invalid_argument', field: 'role' })
  })
})
