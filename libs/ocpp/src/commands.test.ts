import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { validateCommand } from './commands.ts'
import type { OcppVersion } from './versions.ts'

function refusal(version: OcppVersion, action: string, payload: unknown): string | undefined {
  try {
    validateCommand(version, action, payload)
    return undefined
  } catch (error) {
    assert.ok(error instanceof Failure)
    return `${error.code} ${error.field}: ${error.message}`
  }
}

describe('validateCommand', () => {
  it('passes what the version has', () => {
    assert.equal(refusal('1.6', 'Reset', { type: 'Soft' }), undefined)
    assert.equal(refusal('2.0.1', 'Reset', { type: 'OnIdle', evseId: 1 }), undefined)
    assert.equal(refusal('1.6', 'DataTransfer', { vendorId: 'com.example' }), undefined)
    assert.equal(refusal('1.6', 'GetConfiguration', {}), undefined)
  })

  it('refuses a faulty payload by the path of the field', () => {
    assert.equal(
      refusal('1.6', 'Reset', { type: 'OnIdle' }),
      'invalid_argument type: type is not one of its allowed values',
    )
    assert.equal(refusal('2.0.1', 'Reset', {}), 'invalid_argument type: type is missing')
    assert.equal(refusal('2.0.1', 'Reset', undefined), 'invalid_argument payload: payload must be object')
    const set = { setVariableData: [{ attributeValue: '1', component: {}, variable: { name: 'Enabled' } }] }
    assert.equal(
      refusal('2.0.1', 'SetVariables', set),
      'invalid_argument setVariableData[0].component.name: setVariableData[0].component.name is missing',
    )
  })

  it('refuses an action that the version has not, or that only stations send', () => {
    assert.equal(refusal('1.6', 'SetVariables', {}), 'not_implemented action: OCPP 1.6 has no action SetVariables')
    assert.equal(refusal('1.6', 'Heartbeat', {}), 'not_supported action: Heartbeat is not supported here')
  })
})
