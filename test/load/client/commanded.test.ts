import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressedVendor, answerTo } from './commanded.ts'

const asked = (action: string, payload: object) => answerTo('LOAD-000007', JSON.stringify([2, 'c1', action, payload]))

describe('answerTo', () => {
  it('knows whether it was meant, and says who it is', () => {
    const meant = asked('DataTransfer', { vendorId: addressedVendor, data: 'LOAD-000007' })
    assert.deepEqual(meant, { text: '[3,"c1",{"status":"Accepted","data":"LOAD-000007"}]', forUs: true })
    assert.equal(asked('DataTransfer', { vendorId: addressedVendor, data: 'LOAD-000008' }).forUs, false)
  })

  it('answers what the platform asks by itself, naming every variable', () => {
    const variable = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'RetryBackOffRepeatTimes' } }
    const { text, forUs } = asked('SetVariables', { setVariableData: [{ ...variable, attributeValue: '3' }] })
    const expected = { setVariableResult: [{ attributeStatus: 'Accepted', ...variable }] }
    assert.deepEqual(JSON.parse(text), [3, 'c1', expected])
    assert.equal(forUs, undefined)
    assert.deepEqual(JSON.parse(asked('TriggerMessage', {}).text), [3, 'c1', { status: 'Accepted' }])
  })

  it('does not pretend to know the rest', () => {
    assert.deepEqual(JSON.parse(asked('Reset', { type: 'Soft' }).text), [4, 'c1', 'NotImplemented', '', {}])
    assert.match(asked('DataTransfer', { vendorId: 'other' }).text, /UnknownVendorId/)
  })
})
