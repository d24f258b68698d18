import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loggable } from './redact.ts'

describe('loggable', () => {
  it('replaces the value of every secret key, however it is spelt', () => {
    for (const key of [
      'password',
      'stationPassword',
      'authorization',
      'Authorization',
      'idToken',
      'id_token',
      'idTag',
      'parentIdTag',
      'groupIdToken',
      'secret',
      'client-secret',
      'apiKey',
      'AUTHORIZATION_BOOTSTRAP_API_KEY',
      'cookie',
      'authorizationKey',
    ]) {
      for (const value of ['x', 7, { idToken: 'x' }, ['x'], null]) {
        assert.deepEqual(loggable({ [key]: value }), { [key]: '[redacted]' }, key)
      }
    }
  })

  it('leaves what only sounds like a secret', () => {
    const plain = { idTokenType: 'ISO14443', tokenHash: 'ab12', key: 'tenant/station', authorizationStatus: 'Accepted' }
    assert.deepEqual(loggable(plain), plain)
  })

  it('redacts inside maps, sets, arrays and errors', () => {
    assert.deepEqual(loggable(new Map([['idTag', 'x']])), { idTag: '[redacted]' })
    assert.deepEqual(loggable(new Set([{ idTag: 'x' }])), [{ idTag: '[redacted]' }])
    const error = Object.assign(new Error('m'), { password: 'x', details: { secret: 'y' } })
    const shown = loggable(error) as Record<string, unknown>
    assert.equal(shown.password, '[redacted]')
    assert.deepEqual(shown.details, { secret: '[redacted]' })
  })

  it('spells out what JSON has no word for', () => {
    assert.deepEqual(loggable({ big: 12n, when: new Date(0), bytes: Buffer.from('abc'), run() {}, none: undefined }), {
      big: '12',
      when: '1970-01-01T00:00:00.000Z',
      bytes: '[3 bytes]',
      run: '[function]',
      none: undefined,
    })
    assert.equal(loggable(new Date(Number.NaN)), 'Invalid Date')
  })

  it('bounds depth, items and text', () => {
    const cycle: Record<string, unknown> = { name: 'loop' }
    cycle.self = cycle
    assert.ok(JSON.stringify(loggable(cycle)).length < 500)
    assert.equal((loggable(Array.from({ length: 5000 }, () => 1)) as unknown[]).length, 100)
    assert.ok(String(loggable('x'.repeat(100_000))).endsWith('(100000 characters)'))
  })

  it('survives a getter that throws', () => {
    const hostile = {
      get worse(): string {
        throw new Error('no')
      },
      fine: 1,
    }
    assert.deepEqual(loggable(hostile), { worse: '[unreadable]', fine: 1 })
  })

  it('shows every error of an AggregateError', () => {
    const shown = loggable(new AggregateError([new Error('one'), new Error('two')], 'both')) as {
      errors: { message: string }[]
    }
    assert.deepEqual(
      shown.errors.map(error => error.message),
      ['one', 'two'],
    )
  })
})
