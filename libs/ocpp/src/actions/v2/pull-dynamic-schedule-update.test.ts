import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DynamicScheduleDecision } from '../../charging-questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const nothing = { limit: undefined, dischargeLimit: undefined, setpoint: undefined, fallback: '' }
const pull = (decision: Partial<DynamicScheduleDecision> & { accepted: boolean }) =>
  exchange('2.1', call('PullDynamicScheduleUpdate', { chargingProfileId: 9 }), {
    kind: 'dynamicSchedule',
    ...nothing,
    ...decision,
  })

describe('2.1 PullDynamicScheduleUpdate', () => {
  it('answers what the profile allows now (K28.FR.07)', () => {
    const limit = { value: 16, l2: 10, l3: undefined }
    const { reply, question, events } = pull({
      accepted: true,
      limit,
      dischargeLimit: { value: -6, l2: undefined, l3: undefined },
    })
    const scheduleUpdate = { limit: 16, limit_L2: 10, dischargeLimit: -6 }
    assert.deepEqual(JSON.parse(reply)[2], { status: 'Accepted', scheduleUpdate })
    assert.deepEqual(question, { kind: 'dynamicSchedule', profileId: 9 })
    const { type, data } = onlyEvent(events)
    assert.equal(type, 'chargeplane.ocpp.v1.DynamicScheduleRequested')
    assert.partialDeepStrictEqual(data, { profileId: 9, status: 'Accepted', limit })
  })

  it('answers a setpoint where the profile has one (Q04)', () => {
    const { reply } = pull({ accepted: true, setpoint: { value: -3000, l2: undefined, l3: undefined } })
    assert.deepEqual(JSON.parse(reply)[2], { status: 'Accepted', scheduleUpdate: { setpoint: -3000 } })
  })

  it('rejects a profile that is not known or not dynamic (K28.FR.12)', () => {
    const { reply, events } = pull({ accepted: false })
    assert.deepEqual(JSON.parse(reply)[2], { status: 'Rejected', statusInfo: { reasonCode: 'InvalidProfile' } })
    assert.partialDeepStrictEqual(onlyEvent(events).data, { status: 'Rejected', limit: undefined })
  })
})
