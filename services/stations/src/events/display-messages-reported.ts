import type { Handler } from '@chargeplane/events'
import { keepMessages } from '../diagnostics/display-messages.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** NotifyDisplayMessages (OCPP O03, O04). A list may be of some messages only, so that none is taken for gone because it is not in it. */
export const displayMessagesReported: Handler<'chargeplane.ocpp.v1.DisplayMessagesReported'> = async (
  { data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await keepMessages(tx, source, data.messages)
}
