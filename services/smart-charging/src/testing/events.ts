// Events as Kafka would hand them over, for handlers that are called directly.
import type { Database } from '@chargeplane/database'
import type { EventOf, EventType, Handler, ReceivedEvent } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'

/** Runs a handler on one event in a transaction of its own; these handlers emit nothing. */
export function deliver<T extends EventType>(
  db: Database,
  handler: Handler<T>,
  type: T,
  data: EventOf<T>,
): Promise<void> {
  const event: ReceivedEvent<T> = {
    type,
    data,
    id: 'test',
    tenant: 'default',
    subject: 'test',
    time: new Date().toISOString(),
    topic: 'test',
    partition: 0,
    offset: '0',
    traceparent: undefined,
  }
  return db.transaction(tx =>
    handler(event, {
      tx,
      emit: async () => {
        throw fail('internal', 'nothing should be emitted here')
      },
    }),
  )
}

export function origin(stationId: string, epoch: bigint): Origin {
  return {
    tenant: 'default',
    stationId,
    epoch,
    sequence: 1,
    receivedAt: new Date().toISOString(),
    action: '',
    rawPayload: '',
    fallback: '',
    edgeId: 'edge',
    schemaFault: '',
  }
}
