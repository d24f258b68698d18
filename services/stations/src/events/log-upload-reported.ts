import type { Handler } from '@chargeplane/events'
import { keepTask } from '../diagnostics/tasks.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

/** LogStatusNotification and, of 1.6, DiagnosticsStatusNotification (OCPP N01). */
export const logUploadReported: Handler<'chargeplane.ocpp.v1.LogUploadReported'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (await hear(tx, source)) await keepTask(tx, source, 'log', data)
}
