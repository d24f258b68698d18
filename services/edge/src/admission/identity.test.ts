import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { identityKey, isValidIdentity, parsePath } from './identity.ts'

describe('parsePath', () => {
  const cases: [path: string, tenant: string, station: string][] = [
    ['/ocpp/CP-1', 'default', 'CP-1'],
    ['/ocpp/north/CP-1', 'north', 'CP-1'],
    ['/ocpp/RDAM%20123', 'default', 'RDAM 123'],
    ['/ocpp/CP%252F1', 'default', 'CP%2F1'],
    ['/ocpp/CP-1/', 'default', 'CP-1'],
    ['/ocpp//CP-1', 'default', 'CP-1'],
  ]
  for (const [path, tenant, station] of cases) {
    it(`reads ${path}, decoded once`, () => assert.deepEqual(parsePath(path), { tenant, station }))
  }

  for (const path of ['/', '/ocpp', '/ocpp/', '/other/CP-1', '/ocpp/a/b/c', '/ocpp/%zz', '/ocpp/%ff', '/OCPP/CP-1']) {
    it(`knows nobody at ${path}`, () => assert.equal(parsePath(path), undefined))
  }
})

describe('isValidIdentity', () => {
  const valid = (station: string, version?: '1.6' | '2.0.1') => isValidIdentity({ tenant: 'default', station }, version)

  it('takes what 1.6 stations are called', () => {
    for (const station of ['CP-1', 'RDAM 123', 'Säule_1', 'a:b', 'x'.repeat(48)])
      assert.equal(valid(station, '1.6'), true, station)
  })

  it('takes the characters of identifierString on 2.x, and no others', () => {
    assert.equal(valid('aZ09*-_=+|@.', '2.0.1'), true)
    for (const station of ['a:b', 'a b', 'ä', 'a/b', 'a#']) assert.equal(valid(station, '2.0.1'), false, station)
  })

  it('refuses control characters, slashes, outer spaces, emptiness and more than 48 characters always', () => {
    for (const version of ['1.6', '2.0.1', undefined] as const) {
      for (const station of ['a\nb', 'a\u0000', 'a\u202eb', 'a/b', ' a', 'a ', '', 'x'.repeat(49)]) {
        assert.equal(valid(station, version), false, JSON.stringify(station))
      }
    }
  })

  it('refuses a tenant that could not be part of a key', () => {
    for (const tenant of ['', 'a/b', 'a b', '-a', 'x'.repeat(64)]) {
      assert.equal(isValidIdentity({ tenant, station: 'CP-1' }, '1.6'), false, tenant)
    }
  })
})

describe('identityKey', () => {
  it('is the same however a station spells itself', () => {
    assert.equal(identityKey({ tenant: 'n', station: 'Cp-1' }), identityKey({ tenant: 'n', station: 'CP-1' }))
  })
})
