import type { Handler } from '@chargeplane/events'
import { sourceOf } from './origin.ts'
import { keepSecurityEvent } from './security-event-reported.ts'

/** No event of OCPP's list: the platform's own finding, kept with what the station reports of itself. */
const type = 'IdentityContested'

/** Two clients with the credentials of one station evict each other, or its network drops it again and again. */
export const identityContested: Handler<'chargeplane.ocpp.v1.IdentityContested'> = async ({ id, data }, { tx }) => {
  const source = sourceOf(data.origin)
  const techInfo = `${data.takeovers} takeovers in a minute, from ${data.remoteAddresses.join(', ')}`
  await keepSecurityEvent(tx, source, { id, type, techInfo, occurredAt: source.receivedAt })
}
