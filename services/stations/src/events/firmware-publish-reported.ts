import type { Handler } from '@chargeplane/events'
import { keepTask } from '../diagnostics/tasks.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** PublishFirmwareStatusNotification of a local controller (OCPP L03). */
export const firmwarePublishReported: Handler<'chargeplane.ocpp.v1.FirmwarePublishReported'> = async (
  { data },
  { tx },
) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await keepTask(tx, source, 'publish', data)
}
