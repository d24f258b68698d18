// MeterValues sent apart from a transaction event -> rows of meter_values. The busiest record of all: one statement for as many as have come,
// no reading back; a second one for signed values, which are few.
import { type Handler, handlerOfMany, type ReceivedEvent } from '@chargeplane/events'
import { checkSubject, readInstant, readReadings, readSigned } from './domain/readings.ts'
import { ownedBy, storeReadings } from './store/meter-values.ts'
import type { Partitions } from './store/partitions.ts'
import { storeSignedValues } from './store/signed-values.ts'

type MeterValues = 'chargeplane.ocpp.v1.MeterValuesReported'

/** Values of an ended transaction are stored like any other: its charge record is not worked out again (docs/decisions/0003-money.md). */
export function onMeterValues(partitions: Partitions): Handler<MeterValues> {
  return handlerOfMany<MeterValues>(async (events, { tx }) => {
    const values = events.map(readValues)
    await storeReadings(
      tx,
      partitions,
      values.flatMap(({ readings }) => readings),
    )
    await storeSignedValues(
      tx,
      values.flatMap(({ signed }) => signed),
    )
  })
}

function readValues({ tenant, subject, data }: ReceivedEvent<MeterValues>) {
  const origin = checkSubject(data.origin, tenant, subject)
  const receivedAt = readInstant(origin.receivedAt, 'origin.receivedAt')
  const { transactionId, evseId, connectorId } = data
  const owner = { tenant, stationId: subject, transactionId, evseId, connectorId }
  return {
    readings: ownedBy(owner, readReadings(data.sampledValues, receivedAt)),
    signed: ownedBy(owner, readSigned(data.signedValues, receivedAt)),
  }
}
