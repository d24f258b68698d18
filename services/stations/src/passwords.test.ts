import assert from 'node:assert/strict'
import { createHash, scryptSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { generatePassword, issuePassword } from './passwords.ts'

const pepper = 'pepper-of-the-test'

describe('generatePassword', () => {
  it('gives 160 bits in a form that 1.6 and 2.0.1 both take', () => {
    const passwords = new Set(Array.from({ length: 1000 }, generatePassword))
    assert.equal(passwords.size, 1000)
    for (const password of passwords) assert.match(password, /^[0-9a-f]{40}$/)
  })
})

describe('issuePassword', () => {
  it('stores a generated password as salted, peppered SHA-256 in the documented format', async () => {
    const { password, verifier } = await issuePassword('', pepper)
    const [scheme, salt = '', hash] = verifier.split('$')
    assert.equal(scheme, 'sha256')
    assert.match(salt, /^[0-9a-f]{32}$/)
    const expected = createHash('sha256')
      .update(Buffer.concat([Buffer.from(pepper), Buffer.from(salt, 'hex'), Buffer.from(password)]))
      .digest('hex')
    assert.equal(hash, expected)
  })

  it('stores a chosen password as scrypt in the documented format', async () => {
    const { password, verifier } = await issuePassword('correct-horse:battery', pepper)
    assert.equal(password, 'correct-horse:battery')
    const [scheme, n, r, p, salt = '', hash] = verifier.split('$')
    assert.deepEqual([scheme, n, r, p], ['scrypt', '16384', '8', '1'])
    const expected = scryptSync(`${pepper}correct-horse:battery`, Buffer.from(salt, 'hex'), 32, {
      N: 16_384,
      r: 8,
      p: 1,
    })
    assert.equal(hash, expected.toString('hex'))
  })

  it('salts: the same password has another verifier each time, and the verifier does not hold it', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => issuePassword('correct-horse-battery', pepper)))
    assert.notEqual(a?.verifier, b?.verifier)
    assert.ok(!a?.verifier.includes('horse'))
  })

  it('refuses a chosen password of the wrong length or alphabet without repeating it', async () => {
    for (const chosen of ['short', 'x'.repeat(15), 'x'.repeat(41), 'sixteen chars !!', 'ümlaut-ümlaut-ümlaut']) {
      await assert.rejects(issuePassword(chosen, pepper), (error: Error & { code?: string; field?: string }) => {
        assert.deepEqual([error.code, error.field], ['invalid_argument', 'password'])
        assert.ok(!error.message.includes(chosen))
        return true
      })
    }
  })

  it('does not hold up the event loop while it hashes', async () => {
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 1)
    await issuePassword('correct-horse-battery', pepper)
    clearInterval(timer)
    assert.ok(ticks >= 2, `the loop turned ${ticks} times`)
  })
})
