import type { Handler } from '@chargeplane/events'
import { openStream } from '../diagnostics/streams.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** OpenPeriodicEventStream (OCPP 2.1 N11). */
export const eventStreamOpened: Handler<'chargeplane.ocpp.v1.EventStreamOpened'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await openStream(tx, source, data)
}
