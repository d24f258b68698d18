import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const payload = {
  connectorId: 1,
  transactionId: 3,
  meterValue: [
    { timestamp: '2025-12-01T09:59:00Z', sampledValue: [{ value: '16.1', unit: 'A', measurand: 'Current.Import' }] },
  ],
}

function reported(request: unknown, epoch = 1_700_000_000_000) {
  const { events, reply } = exchange('1.6', call('MeterValues', request), undefined, { epoch })
  assert.equal(reply, '[3,"id-1",{}]')
  const event = onlyEvent(events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.MeterValuesReported')
  return event
}

describe('1.6 MeterValues', () => {
  it('becomes normalised samples of its transaction', () => {
    const { origin, ...data } = reported(payload).data
    assert.equal(origin?.rawPayload, JSON.stringify(payload))
    assert.partialDeepStrictEqual(data, {
      transactionId: '3',
      evseId: 1,
      connectorId: 1,
      sampledValues: [
        {
          sampledAt: '2025-12-01T09:59:00.000Z',
          measurand: 'Current.Import',
          phase: '',
          location: 'Outlet',
          context: 'Sample.Periodic',
          value: 16.1,
          unit: 'A',
          original: '16.1 A',
        },
      ],
    })
  })

  it('is the same fact when it is sent again in another session, and another when anything differs', () => {
    const key = reported(payload).naturalKey
    assert.equal(reported(payload, 1_700_000_009_999).naturalKey, key)
    assert.notEqual(reported({ ...payload, transactionId: 4 }).naturalKey, key)
  })

  it('belongs to no transaction where the id is none, and to the station on connector 0', () => {
    for (const transactionId of [undefined, 0, -1, 2 ** 63]) {
      assert.equal(reported({ ...payload, transactionId }).data.transactionId, '', String(transactionId))
    }
    const { evseId, connectorId } = reported({ ...payload, connectorId: 0 }).data
    assert.deepEqual([evseId, connectorId], [0, 0])
  })

  it('keeps what breaks the schema, and flags it', () => {
    const { data } = reported({
      connectorId: '1',
      meterValue: { timestamp: '2025-12-01 09:59:00', sampledValue: { value: 5, context: 'Odd', unit: 'AMP' } },
    })
    assert.equal(data.origin?.schemaFault, 'connectorId must be integer')
    assert.deepEqual(
      data.sampledValues.map(({ sampledAt, value, unit, context }) => [sampledAt, value, unit, context]),
      [['2025-12-01T09:59:00.000Z', 5, 'A', 'Odd']],
    )
  })

  it('is an event also when no value can be read: the raw payload has them', () => {
    const signed = [{ timestamp: '2025-12-01T09:59:00Z', sampledValue: [{ value: 'OCMF|{}', format: 'SignedData' }] }]
    const { data } = reported({ connectorId: 1, meterValue: signed })
    assert.deepEqual(data.sampledValues, [])
    assert.match(data.origin?.rawPayload ?? '', /OCMF/)
  })
})
