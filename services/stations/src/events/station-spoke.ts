import type { Effects } from '@chargeplane/events'
import type { Origin } from '@chargeplane/proto/ocpp/v1/origin'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** Nothing of the event is kept here but that the station was there to say it. */
export async function stationSpoke(event: { data: { origin?: Origin | undefined } }, { tx }: Effects): Promise<void> {
  await hear(tx, sourceOf(event.data.origin))
}
