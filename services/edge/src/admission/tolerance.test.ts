import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tenantTolerance, tenantVersion } from './tolerance.ts'

describe('tenantTolerance', () => {
  const tolerance = tenantTolerance({
    EDGE_STRICT_TENANTS: ['lab'],
    EDGE_ANY_USERNAME_TENANTS: ['lax', 'lab'],
    EDGE_WITHOUT_SUBPROTOCOL: ['lax=1.6', 'lab=1.6', 'new=2.0.1'],
  })

  it('forgives by tenant, and a strict tenant nothing', () => {
    const of = (tenant: string) => [
      tolerance.isStrict(tenant),
      tolerance.takesAnyUsername(tenant),
      tolerance.withoutSubprotocol(tenant),
    ]
    assert.deepEqual(of('lax'), [false, true, '1.6'])
    assert.deepEqual(of('new'), [false, false, '2.0.1'])
    assert.deepEqual(of('lab'), [true, false, undefined])
    assert.deepEqual(of('default'), [false, false, undefined])
  })
})

describe('tenantVersion', () => {
  it('reads tenant=version and nothing else', () => {
    assert.deepEqual(tenantVersion('default=2.1'), ['default', '2.1'])
    for (const entry of ['', 'default', '=1.6', 'default=1.5', 'default=ocpp1.6', 'default=1.6=x', 'default='])
      assert.equal(tenantVersion(entry), undefined, entry)
  })
})
