import { HeartbeatRequest, HeartbeatResponse } from '#v16'
import type { StationCall } from '../../contract.ts'
import { validateBy } from '../../validate.ts'

/** OCPP 1.6 4.6. The one call that is answered without Kafka: that it came is all it says. */
export const heartbeat: StationCall<HeartbeatRequest> = {
  version: '1.6',
  action: 'Heartbeat',
  from: 'station',
  topic: 'none',
  validateRequest: validateBy(HeartbeatRequest),
  validateResponse: validateBy(HeartbeatResponse),
  answer: (_request, context): HeartbeatResponse => ({ currentTime: context.now().toISOString() }),
  events: () => [],
}
