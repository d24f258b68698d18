import type { NotifyEVChargingScheduleRequest, NotifyEVChargingScheduleResponse } from '#v21'
import { chargingSchedule, moment } from '../../charging-schedule.ts'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import type { Decided } from '../../questions.ts'
import { int32 } from '../../read.ts'

const statusOf = (decided: Decided) => (decisionOf(decided, 'evSchedule').accepted ? 'Accepted' : 'Rejected')

/** OCPP 2.x K15.FR.11, K15.FR.12 (K16, K17, K18 the same): smart charging makes its own check of what the EV plans. */
export const notifyEVChargingSchedule: StationHandler<
  NotifyEVChargingScheduleRequest,
  NotifyEVChargingScheduleResponse
> = {
  topic: 'ocpp.stations',
  ask: ({ evseId, chargingSchedule: schedule }) => [
    { kind: 'evSchedule', evseId: int32(evseId), schedule: chargingSchedule(schedule) },
  ],
  answer: (_request, _context, decided) => ({ status: statusOf(decided) }),
  events(request, context, decided) {
    const origin = originOf('NotifyEVChargingSchedule', request, context, decided)
    const { selectedChargingScheduleId: selected } = request
    return [
      {
        type: 'chargeplane.ocpp.v1.EvScheduleReported',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          evseId: int32(request.evseId),
          timeBase: moment(request.timeBase),
          schedule: chargingSchedule(request.chargingSchedule),
          selectedScheduleId: selected === undefined ? undefined : int32(selected),
          status: statusOf(decided),
        },
      },
    ]
  },
}
