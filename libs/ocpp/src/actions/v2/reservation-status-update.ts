import type { ReservationStatusUpdateRequest, ReservationStatusUpdateResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int64 } from '../../read.ts'

/** OCPP 2.x H01.FR.16, H04.FR.01: a reservation is over and nobody charged by it. */
export const reservationStatusUpdate: StationHandler<ReservationStatusUpdateRequest, ReservationStatusUpdateResponse> =
  {
    topic: 'ocpp.stations',
    answer: () => ({}),
    events(request, context) {
      const origin = originOf('ReservationStatusUpdate', request, context)
      const { reservationId, reservationUpdateStatus: status } = request
      return [
        {
          type: 'chargeplane.ocpp.v1.ReservationEnded',
          subject: context.stationId,
          // A reservation id may be used again: the same words in another session are another fact.
          naturalKey: momentKey(origin),
          // An id that no int64 holds is none of ours.
          data: { origin, reservationId: int64(reservationId) ?? 0n, status },
        },
      ]
    },
  }
