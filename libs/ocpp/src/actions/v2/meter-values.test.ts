import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const sampledValue = [{ value: 7.4, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'kW' } }]
const payload = { evseId: 3, meterValue: [{ timestamp: '2025-12-01T09:59:00Z', sampledValue }] }

function reported(request: unknown) {
  const { events, reply } = exchange('2.0.1', call('MeterValues', request))
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.MeterValuesReported')
  return event.data
}

describe('2.0.1 MeterValues', () => {
  it('becomes samples of an EVSE and of no transaction', () => {
    const { origin, ...data } = reported(payload)
    assert.equal(origin?.action, 'MeterValues')
    assert.partialDeepStrictEqual(data, {
      transactionId: '',
      evseId: 3,
      connectorId: 0,
      sampledValues: [
        {
          sampledAt: '2025-12-01T09:59:00.000Z',
          measurand: 'Power.Active.Import',
          phase: '',
          location: 'Outlet',
          context: 'Sample.Periodic',
          value: 7400,
          unit: 'W',
          original: '7.4 kW',
        },
      ],
    })
  })

  it('keeps and flags values of the shape of 1.6', () => {
    const { origin, sampledValues } = reported({ evseId: 3, meterValue: { sampledValue: { value: '12' } } })
    assert.equal(origin?.schemaFault, 'meterValue must be array')
    assert.deepEqual(
      sampledValues.map(({ value, unit, sampledAt }) => [value, unit, sampledAt]),
      [[12, 'Wh', '2025-12-01T10:00:00.500Z']],
    )
  })
})
