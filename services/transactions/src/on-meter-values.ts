// MeterValues sent apart from a transaction event -> rows of meter_values. The busiest record of all: one statement, no reading back; a second one for signed values, which are few.
import type { Handler } from '@chargeplane/events'
import { checkSubject, readInstant, readReadings, readSigned } from './domain/readings.ts'
import { storeReadings } from './store/meter-values.ts'
import type { Partitions } from './store/partitions.ts'
import { storeSignedValues } from './store/signed-values.ts'

/** Values of an ended transaction are stored like any other: its charge record is not worked out again (docs/decisions/0003-money.md). */
export function onMeterValues(partitions: Partitions): Handler<'chargeplane.ocpp.v1.MeterValuesReported'> {
  return async ({ tenant, subject, data }, { tx }) => {
    const origin = checkSubject(data.origin, tenant, subject)
    const receivedAt = readInstant(origin.receivedAt, 'origin.receivedAt')
    const owner = {
      tenant,
      stationId: subject,
      transactionId: data.transactionId,
      evseId: data.evseId,
      connectorId: data.connectorId,
    }
    await storeReadings(tx, partitions, owner, readReadings(data.sampledValues, receivedAt))
    await storeSignedValues(tx, owner, readSigned(data.signedValues, receivedAt))
  }
}
