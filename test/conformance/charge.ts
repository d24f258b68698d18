// One charge of an OCPP 2.x station at a tariff of its own.
import { randomUUID } from 'node:crypto'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { type Price, putTariff } from '../harness/world.ts'
import type { Scene } from './certify.ts'

export const perKwh = (price: string, vat = '0'): Price => ({ type: 'ENERGY', price, vat, stepSize: 1 })

export interface Charge {
  readonly station: WireStation
  readonly idToken: string
  readonly transactionId: string
  /** Sends the next event of the transaction; `wh` is where the register stands. */
  event(eventType: string, triggerReason: string, wh?: number, more?: Json): Promise<Json>
}

function reading(eventType: string, wh: number): Json {
  const contexts: Json = { Started: 'Transaction.Begin', Ended: 'Transaction.End' }
  const context = contexts[eventType] ?? 'Sample.Periodic'
  const value = { value: wh, context, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }
  return { meterValue: [{ timestamp: new Date().toISOString(), sampledValue: [value] }] }
}

/**
 * Waits until what was sent at `sentAt` has come to be known: a real charge takes longer than that, and its cost is not told before (the
 * platform waits a second for what is on its way, which a busy machine may need).
 */
async function arrived(scene: Scene, station: WireStation, transactionId: string, sentAt: number): Promise<void> {
  const path = `/v1/stations/${station.id}/transactions/${transactionId}`
  await until(async () => Date.parse((await scene.api.get<{ updatedAt: string }>(path)).updatedAt) >= sentAt, {
    what: `transaction ${transactionId} to be known`,
    everyMs: 20,
  })
}

/** A booted station that charges by `prices`, and a driver; the transaction has not begun. */
export async function chargeAt(scene: Scene, prices: Price[], type = 'ISO14443'): Promise<Charge> {
  const station = await scene.boot()
  if (prices.length > 0) await putTariff(scene.api, station.id, prices)
  const idToken = await scene.token({ type })
  const transactionId = randomUUID()
  let seqNo = -1
  let sentAt = 0
  return {
    station,
    idToken,
    transactionId,
    async event(eventType, triggerReason, wh, more = {}) {
      seqNo += 1
      const { transactionInfo, ...rest } = more
      if (eventType !== 'Started') await arrived(scene, station, transactionId, sentAt)
      sentAt = Date.now()
      return station.result('TransactionEvent', {
        eventType,
        triggerReason,
        timestamp: new Date().toISOString(),
        seqNo,
        transactionInfo: { transactionId, ...(transactionInfo as Json | undefined) },
        ...(eventType === 'Started' && { evse: { id: 1, connectorId: 1 }, idToken: { idToken, type } }),
        ...(wh !== undefined && reading(eventType, wh)),
        ...rest,
      })
    },
  }
}

/** The charge record of the station's only transaction, once it is there. */
export async function recordOf(scene: Scene, station: WireStation): Promise<Json> {
  return until(async () => (await scene.api.all<Json>(`/v1/charge-records?station=${station.id}`))[0], {
    what: `the charge record of ${station.id}`,
    everyMs: 20,
  })
}
