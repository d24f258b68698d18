import assert from 'node:assert/strict'
import { randomBytes, scryptSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { pepper, verifierOf } from '../testing/owners.ts'
import { authorization } from '../testing/station.ts'
import { candidates, createPasswordCheck, parseBasic } from './credentials.ts'

describe('parseBasic', () => {
  it('splits at the first colon and keeps the password as bytes', () => {
    const password = Buffer.from([0, 1, 0x3a, 0xff])
    assert.deepEqual(parseBasic(authorization('AL1000', password), 'AL1000'), { username: 'AL1000', password })
  })

  it('splits behind the identity where the pair begins with it: identities may hold colons', () => {
    const header = authorization('North:7:A', 'pass:word')
    assert.deepEqual(parseBasic(header, 'north:7:a'), { username: 'North:7:A', password: Buffer.from('pass:word') })
    assert.deepEqual(parseBasic(header, 'North:7:B'), { username: 'North', password: Buffer.from('7:A:pass:word') })
    assert.deepEqual(parseBasic(authorization('Ä:1', 'x'), 'Ä:1'), { username: 'Ä:1', password: Buffer.from('x') })
  })

  it('takes an empty password and any spelling of the scheme', () => {
    assert.deepEqual(parseBasic(`bASIC ${Buffer.from('a:').toString('base64')}`, 'a'), {
      username: 'a',
      password: Buffer.alloc(0),
    })
  })

  for (const header of [
    '',
    'Basic',
    'Basic !!!',
    'Bearer abc',
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
    'Basic a b',
  ]) {
    it(`finds nothing in '${header}'`, () => assert.equal(parseBasic(header, 'AL1000'), undefined))
  }
})

describe('candidates', () => {
  const texts = (password: Buffer) => candidates(password).map(String)

  it('takes bytes as the hex digits they were written as, in either case', () => {
    const key = Buffer.from('000102ff'.repeat(5), 'hex')
    assert.deepEqual(texts(key).slice(1), ['000102ff'.repeat(5), '000102FF'.repeat(5)])
  })

  it('takes digits in capitals as the small ones we generate', () => {
    assert.deepEqual(texts(Buffer.from('AB'.repeat(20))), ['AB'.repeat(20), 'ab'.repeat(20)])
  })

  it('takes any other text as it is', () => {
    assert.deepEqual(texts(Buffer.from('correct horse battery')), ['correct horse battery'])
  })
})

describe('createPasswordCheck', () => {
  const check = createPasswordCheck(pepper)
  const hex = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

  it('accepts the password, and refuses every other', () => {
    const verifier = verifierOf('correct horse battery')
    assert.equal(check.verify(verifier, Buffer.from('correct horse battery')), true)
    for (const wrong of ['', 'correct horse batterx', 'correct horse battery ']) {
      assert.equal(check.verify(verifier, Buffer.from(wrong)), false, wrong)
    }
  })

  it('accepts a generated password as digits, in capitals, and as the bytes they stand for', () => {
    const verifier = verifierOf(hex)
    for (const form of [Buffer.from(hex), Buffer.from(hex.toUpperCase()), Buffer.from(hex, 'hex')]) {
      assert.equal(check.verify(verifier, form), true)
    }
  })

  it('refuses under another pepper', () => {
    assert.equal(createPasswordCheck('another pepper of 16').verify(verifierOf('secret'), Buffer.from('secret')), false)
  })

  it('accepts what a person chose, by scrypt, off the event loop', async () => {
    const salt = randomBytes(16)
    const hash = scryptSync(`${pepper}chosen by a person`, salt, 32, { N: 1024, r: 8, p: 1 })
    const verifier = `scrypt$1024$8$1$${salt.toString('hex')}$${hash.toString('hex')}`
    assert.equal(await check.verify(verifier, Buffer.from('chosen by a person')), true)
    assert.equal(await check.verify(verifier, Buffer.from('chosen by nobody..')), false)
  })

  it('refuses more slow checks than can be waited for', async () => {
    const salt = randomBytes(16).toString('hex')
    const verifier = `scrypt$1024$8$1$${salt}$${'00'.repeat(32)}`
    const checks = Array.from({ length: 70 }, () => check.verify(verifier, Buffer.from('x')))
    const outcomes = await Promise.allSettled(checks)
    const refused = outcomes.filter(
      outcome => outcome.status === 'rejected' && outcome.reason.code === 'resource_exhausted',
    )
    assert.equal(refused.length, 6)
  })

  for (const verifier of ['', 'plain', 'md5$00$00', 'sha256$zz', 'sha256$$', 'scrypt$1$2']) {
    it(`refuses everything under the verifier '${verifier}'`, () => {
      assert.equal(check.verify(verifier, Buffer.from('')), false)
    })
  }

  it('recognises a password it has seen, by a digest of this process', () => {
    assert.deepEqual(check.digest(Buffer.from('a')), check.digest(Buffer.from('a')))
    assert.notDeepEqual(check.digest(Buffer.from('a')), createPasswordCheck(pepper).digest(Buffer.from('a')))
  })
})
