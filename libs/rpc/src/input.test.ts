import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkText, requireId, requireTenant } from './input.ts'

describe('requireTenant', () => {
  it('takes names', () => {
    for (const tenant of ['default', 'a', 'Tenant_1.x-y', '7']) assert.equal(requireTenant(tenant), tenant)
  })

  for (const tenant of ['', 'a/b', '.a', 'a b', 'ä', 'a\n', 'x'.repeat(64)]) {
    it(`refuses ${JSON.stringify(tenant)}, which could be mistaken for part of a key`, () =>
      assert.throws(() => requireTenant(tenant), { code: 'invalid_argument', field: 'tenant' }))
  }
})

describe('requireId', () => {
  it('takes what stations and operators call things', () =>
    assert.equal(requireId('DE*ABC*E1 #2', 'stationId'), 'DE*ABC*E1 #2'))

  for (const [what, value] of Object.entries({
    nothing: '',
    'a zero byte': 'a\0',
    'a line break': 'a\nb',
    'too much': 'x'.repeat(256),
  })) {
    it(`refuses ${what}`, () =>
      assert.throws(() => requireId(value, 'stationId'), { code: 'invalid_argument', field: 'stationId' }))
  }
})

describe('checkText', () => {
  it('takes nothing', () => assert.equal(checkText('', 'name'), ''))

  it('refuses a control character', () => assert.throws(() => checkText('\u001b[2J', 'name'), { field: 'name' }))
})
