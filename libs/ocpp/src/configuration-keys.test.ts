import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyOf, variableOf } from './configuration-keys.ts'

describe('names of settings', () => {
  it('are known in the notation of the other version, in any case', () => {
    assert.equal(keyOf('occpcommctrlr.x'), 'occpcommctrlr.x')
    assert.equal(keyOf('ocppcommctrlr.HEARTBEATINTERVAL'), 'HeartbeatInterval')
    assert.deepEqual(variableOf('heartbeatinterval'), {
      component: { name: 'OCPPCommCtrlr' },
      variable: { name: 'HeartbeatInterval' },
    })
    assert.deepEqual(variableOf('TransactionMessageAttempts')?.variable, {
      name: 'MessageAttempts',
      instance: 'TransactionEvent',
    })
  })

  it('may say instance, EVSE and connector of a component, and instance of a variable', () => {
    assert.deepEqual(variableOf('Connector[a.b]@2:1.Temperature[max]'), {
      component: { name: 'Connector', instance: 'a.b', evse: { id: 2, connectorId: 1 } },
      variable: { name: 'Temperature', instance: 'max' },
    })
    assert.deepEqual(variableOf('EVSE@1.AvailabilityState'), {
      component: { name: 'EVSE', evse: { id: 1 } },
      variable: { name: 'AvailabilityState' },
    })
  })

  it('of a station’s own making stay as they are in 1.6, and need a component in 2.x', () => {
    assert.equal(keyOf('VendorKey'), 'VendorKey')
    for (const name of ['VendorKey', '', '.', 'A.', '@1.B', 'A@x.B']) assert.equal(variableOf(name), undefined, name)
  })
})
