import type { OpenPeriodicEventStreamRequest, OpenPeriodicEventStreamResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'
import { momentKey, originOf } from '../../events.ts'
import { int64 } from '../../read.ts'

/**
 * OCPP 2.1 N11. Accepted, whatever monitor it is for: the station may open the stream before its answer to SetVariableMonitoring has been
 * read, and for a monitor that it has by itself (N11.FR.03). What is streamed finds its monitor when that is known (N11.FR.04).
 */
export const openPeriodicEventStream: StationHandler<OpenPeriodicEventStreamRequest, OpenPeriodicEventStreamResponse> =
  {
    topic: 'ocpp.stations',
    answer: () => ({ status: 'Accepted' }),
    events(request, context) {
      const origin = originOf('OpenPeriodicEventStream', request, context)
      const { id, variableMonitoringId, params } = request.constantStreamData
      return [
        {
          type: 'chargeplane.ocpp.v1.EventStreamOpened',
          subject: context.stationId,
          naturalKey: momentKey(origin),
          data: {
            origin,
            streamId: int64(id) ?? 0n,
            monitorId: int64(variableMonitoringId) ?? 0n,
            intervalS: int64(params.interval),
            values: int64(params.values),
            status: 'Accepted',
          },
        },
      ]
    },
  }
