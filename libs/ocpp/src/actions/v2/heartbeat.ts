import type { HeartbeatRequest, HeartbeatResponse } from '#v21'
import type { StationHandler } from '../../contract.ts'

/** OCPP 2.x G02. The one call that is answered without Kafka: that it came is all it says. */
export const heartbeat: StationHandler<HeartbeatRequest, HeartbeatResponse> = {
  topic: 'none',
  answer: (_request, context) => ({ currentTime: context.now().toISOString() }),
  events: () => [],
}
