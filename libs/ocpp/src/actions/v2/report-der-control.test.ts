import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { call, exchange, onlyEvent } from '../../testing.ts'

const flags = { isDefault: false, isSuperseded: true }
const when = { startTime: '2030-06-01T12:00:00Z', duration: 900 }

describe('2.1 ReportDERControl', () => {
  it('tells controls of every form as one (R04.FR.31, R04.FR.32)', () => {
    const payload = {
      requestId: 31,
      tbc: true,
      curve: [
        {
          id: 'c',
          curveType: 'VoltVar',
          ...flags,
          curve: {
            curveData: [
              { x: 95, y: 30 },
              { x: 105, y: -30.5 },
            ],
            hysteresis: { hysteresisHigh: 2 },
            priority: 3,
            yUnit: 'PctMaxVar',
            ...when,
          },
        },
      ],
      enterService: [
        { id: 'e', enterService: { priority: 1, highVoltage: 110, lowVoltage: 90, highFreq: 50.2, lowFreq: 49.8 } },
      ],
      fixedPFInject: [{ id: 'p', ...flags, fixedPF: { priority: 2, displacement: 0.95, excitation: true, ...when } }],
    }
    const { reply, events } = exchange('2.1', call('ReportDERControl', payload))
    assert.equal(reply, '[3,"id-1",{}]')
    const { type, data } = onlyEvent(events)
    assert.equal(type, 'chargeplane.ocpp.v1.DerControlReported')
    const scheduled = { isDefault: false, isSuperseded: true, startsAt: '2030-06-01T12:00:00.000Z', durationS: 900 }
    const none = { curve: [], yUnit: '' }
    assert.partialDeepStrictEqual(data, {
      requestId: 31n,
      toBeContinued: true,
      controls: [
        {
          controlId: 'c',
          controlType: 'VoltVar',
          priority: 3,
          ...scheduled,
          curve: [
            { x: 95, y: 30 },
            { x: 105, y: -30.5 },
          ],
          yUnit: 'PctMaxVar',
          settings: [{ name: 'hysteresisHigh', value: '2' }],
        },
        {
          controlId: 'e',
          controlType: 'EnterService',
          isDefault: true,
          isSuperseded: false,
          ...none,
          settings: [
            { name: 'highVoltage', value: '110' },
            { name: 'lowVoltage', value: '90' },
            { name: 'highFreq', value: '50.2' },
            { name: 'lowFreq', value: '49.8' },
          ],
        },
        {
          controlId: 'p',
          controlType: 'FixedPFInject',
          ...scheduled,
          ...none,
          settings: [
            { name: 'displacement', value: '0.95' },
            { name: 'excitation', value: 'true' },
          ],
        },
      ],
    })
  })

  it('keeps the trip curve of a discharge limit, and is the last part without tbc', () => {
    const powerMonitoringMustTrip = { curveData: [{ x: 1, y: 2 }], priority: 9, yUnit: 'PctMaxW' }
    const limitMaxDischarge = [
      { id: 'l', ...flags, limitMaxDischarge: { priority: 4, pctMaxDischargePower: 60, powerMonitoringMustTrip } },
    ]
    const { events } = exchange('2.1', call('ReportDERControl', { requestId: 1, limitMaxDischarge }))
    assert.partialDeepStrictEqual(onlyEvent(events).data, {
      toBeContinued: false,
      controls: [
        {
          controlType: 'LimitMaxDischarge',
          priority: 4,
          curve: [{ x: 1, y: 2 }],
          yUnit: 'PctMaxW',
          settings: [{ name: 'pctMaxDischargePower', value: '60' }],
        },
      ],
    })
  })
})
