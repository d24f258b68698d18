import type { Handler } from '@chargeplane/events'
import { keepTask } from '../diagnostics/tasks.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** FirmwareStatusNotification (OCPP L01, L02). */
export const firmwareStatusReported: Handler<'chargeplane.ocpp.v1.FirmwareStatusReported'> = async (
  { data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await keepTask(tx, source, 'firmware', data)
}
