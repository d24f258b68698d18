// Charges of 1.6 stations as the certification cases tell them.
import assert from 'node:assert/strict'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { bootPayload, type Scene } from './certify.ts'
import { now } from './session.ts'
import { told } from './told.ts'

export interface Charge16 {
  readonly station: WireStation
  readonly idTag: string
  /** StartTransaction, with what it was answered; `more` replaces fields. */
  start(more?: Json): Promise<Json>
  /** The id of the transaction that `start` began. */
  transactionId(): number
  stop(more?: Json): Promise<Json>
  /** StatusNotification of connector 1, in this order. */
  status(...statuses: string[]): Promise<void>
  /** Waits until the API says all that `expected` names of the transaction. */
  shows(expected: Json): Promise<void>
}

/** A booted station and a driver; `more` as in PUT /v1/id-tokens. */
export async function charge16(
  scene: Scene,
  more: Json = {},
  registered?: { id: string; password: string },
): Promise<Charge16> {
  const station = registered === undefined ? await scene.boot() : await scene.connect(registered)
  if (registered !== undefined) await station.result('BootNotification', bootPayload('1.6'))
  const idTag = await scene.token(more)
  let transactionId = 0
  return {
    station,
    idTag,
    transactionId: () => transactionId,
    async start(fields = {}) {
      const request = { connectorId: 1, idTag, meterStart: 1000, timestamp: now(), ...fields }
      const answer = await station.result('StartTransaction', request)
      transactionId = Number(answer.transactionId)
      assert.ok(Number.isInteger(transactionId) && transactionId > 0)
      return answer
    },
    stop: (fields = {}) =>
      station.result('StopTransaction', { transactionId, meterStop: 2500, timestamp: now(), ...fields }),
    async status(...statuses) {
      for (const status of statuses) {
        const report = { connectorId: 1, errorCode: 'NoError', status, timestamp: now() }
        assert.deepEqual(await station.result('StatusNotification', report), {})
      }
    },
    shows: expected => told(scene, station, `transactions/${transactionId}`, expected),
  }
}

export const accepted = { idTagInfo: { status: 'Accepted' } }
