import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { isRole, requireRole, roles } from './principal.ts'

describe('roles', () => {
  it('reach themselves and the ones before them', () => {
    for (const [has, role] of roles.entries()) {
      for (const [needs, needed] of roles.entries()) {
        const act = () => requireRole({ keyId: 'k', tenant: 't', role }, needed)
        if (has >= needs) act()
        else assert.throws(act, error => error instanceof Failure && error.code === 'permission_denied')
      }
    }
  })

  it('are no others', () => {
    assert.ok(isRole('operator'))
    assert.ok(!isRole('root'))
    assert.ok(!isRole(''))
  })
})
