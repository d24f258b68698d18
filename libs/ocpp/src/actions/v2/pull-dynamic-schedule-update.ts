import type { PhaseValues } from '@chargeplane/proto/ocpp/v1/charging'
import type { PullDynamicScheduleUpdateRequest, PullDynamicScheduleUpdateResponse } from '#v21'
import type { DynamicScheduleDecision } from '../../charging-questions.ts'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import { int32 } from '../../read.ts'

function native(name: string, values: PhaseValues | undefined): Record<string, number> {
  if (values === undefined) return {}
  const { value, l2, l3 } = values
  return {
    [name]: value,
    ...(l2 !== undefined && { [`${name}_L2`]: l2 }),
    ...(l3 !== undefined && { [`${name}_L3`]: l3 }),
  }
}

function answerOf(decision: DynamicScheduleDecision): PullDynamicScheduleUpdateResponse {
  // K28.FR.12 names the reason.
  if (!decision.accepted) return { status: 'Rejected', statusInfo: { reasonCode: 'InvalidProfile' } }
  const scheduleUpdate = {
    ...native('limit', decision.limit),
    ...native('dischargeLimit', decision.dischargeLimit),
    ...native('setpoint', decision.setpoint),
  }
  return { status: 'Accepted', scheduleUpdate }
}

/** OCPP 2.1 K28: smart charging says what a dynamic profile allows now. */
export const pullDynamicScheduleUpdate: StationHandler<
  PullDynamicScheduleUpdateRequest,
  PullDynamicScheduleUpdateResponse
> = {
  topic: 'ocpp.stations',
  ask: ({ chargingProfileId }) => [{ kind: 'dynamicSchedule', profileId: int32(chargingProfileId) }],
  answer: (_request, _context, decided) => answerOf(decisionOf(decided, 'dynamicSchedule')),
  events(request, context, decided) {
    const origin = originOf('PullDynamicScheduleUpdate', request, context, decided)
    const decision = decisionOf(decided, 'dynamicSchedule')
    return [
      {
        type: 'chargeplane.ocpp.v1.DynamicScheduleRequested',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          profileId: int32(request.chargingProfileId),
          status: answerOf(decision).status,
          limit: decision.limit,
          dischargeLimit: decision.dischargeLimit,
          setpoint: decision.setpoint,
        },
      },
    ]
  },
}
