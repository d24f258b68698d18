import type { Effects } from '@chargeplane/events'
import type { DataTransferred, TokenPresented } from '@chargeplane/proto/ocpp/v1/stations'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** DataTransfer and Authorize: nothing of them is kept here but that the station was there to say it. */
export async function stationSpoke(event: { data: DataTransferred | TokenPresented }, { tx }: Effects): Promise<void> {
  await hear(tx, sourceOf(event.data.origin))
}
