// TransactionEvent of any OCPP version -> the transaction's row, its readings, and what can be said of it. A repetition has no effect.
import type { Effects, Handler } from '@chargeplane/events'
import { readTold } from './domain/told.ts'
import { settle } from './settle.ts'
import { storeReadings } from './store/meter-values.ts'
import type { Partitions } from './store/partitions.ts'
import { recordEvent } from './store/record-event.ts'

export function onTransactionEvent(
  partitions: Partitions,
  now: () => Date,
): Handler<'chargeplane.ocpp.v1.TransactionEvent'> {
  return async (event, effects: Effects) => {
    const told = readTold(event)
    const row = await recordEvent(effects.tx, told, now())
    if (row === undefined) return
    // Before settling: the end of a 2.x transaction carries the readings its energy is worked out from.
    await storeReadings(effects.tx, partitions, told, told.readings)
    await settle(effects, row, told.occurredAt, 'wait')
  }
}
