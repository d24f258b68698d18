import type { Handler } from '@chargeplane/events'
import { closeStream } from '../diagnostics/streams.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** ClosePeriodicEventStream (OCPP 2.1 N13). */
export const eventStreamClosed: Handler<'chargeplane.ocpp.v1.EventStreamClosed'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await closeStream(tx, source, data.streamId)
}
