import type { HeartbeatRequest, HeartbeatResponse } from '#v16'
import type { StationHandler } from '../../contract.ts'

/** OCPP 1.6 4.6. The one call that is answered without Kafka: that it came is all it says. */
export const heartbeat: StationHandler<HeartbeatRequest, HeartbeatResponse> = {
  topic: 'none',
  answer: (_request, context) => ({ currentTime: context.now().toISOString() }),
  events: () => [],
}
