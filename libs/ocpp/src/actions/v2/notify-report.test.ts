import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const connector = {
  component: { name: 'Connector', evse: { id: 1, connectorId: 2 } },
  variable: { name: 'AvailabilityState' },
  variableAttribute: [{ value: 'Available', mutability: 'ReadOnly' }],
}
const payload = {
  requestId: 4_000_000_000,
  generatedAt: '2025-12-01T09:59:00Z',
  seqNo: 3,
  tbc: true,
  reportData: [
    connector,
    {
      component: { name: 'OCPPCommCtrlr', instance: 'A' },
      variable: { name: 'HeartbeatInterval', instance: 'B' },
      variableAttribute: [
        { type: 'Actual', value: '300' },
        { type: 'MaxSet', value: '900' },
      ],
    },
  ],
}

function reported(request: unknown) {
  const { events, reply } = exchange('2.0.1', call('NotifyReport', request))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.DeviceModelReported')
  return event.data
}

describe('2.0.1 NotifyReport', () => {
  it('becomes one variable per attribute', () => {
    const { origin, ...data } = reported(payload)
    assert.equal(origin?.action, 'NotifyReport')
    const blank = { componentInstance: '', evseId: 0, connectorId: 0, variableInstance: '', attribute: 'Actual' }
    const interval = {
      component: 'OCPPCommCtrlr',
      componentInstance: 'A',
      variable: 'HeartbeatInterval',
      variableInstance: 'B',
    }
    assert.deepEqual(data, {
      requestId: 4_000_000_000n,
      seqNo: 3,
      toBeContinued: true,
      variables: [
        {
          ...blank,
          component: 'Connector',
          evseId: 1,
          connectorId: 2,
          variable: 'AvailabilityState',
          value: 'Available',
          mutability: 'ReadOnly',
        },
        { ...blank, ...interval, value: '300', mutability: 'ReadWrite' },
        { ...blank, ...interval, attribute: 'MaxSet', value: '900', mutability: 'ReadWrite' },
      ],
    })
  })

  it('may be empty and the last', () => {
    const { variables, toBeContinued } = reported({ requestId: 1, generatedAt: 'T', seqNo: 0 })
    assert.deepEqual([variables, toBeContinued], [[], false])
  })

  it('publishes no password', () => {
    const secret = {
      ...connector,
      variable: { name: 'BasicAuthPassword' },
      variableAttribute: [{ value: 'open sesame' }],
    }
    const { origin, variables } = reported({ ...payload, reportData: [secret] })
    assert.equal(variables[0]?.value, '')
    assert.equal(origin?.rawPayload.includes('sesame'), false)
  })
})
