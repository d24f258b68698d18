import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { StationEvent } from '@chargeplane/ocpp'
import { StatusReported } from '@chargeplane/proto/ocpp/v1/stations'
import { MeterValuesReported, TransactionEvent, TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import { testSession } from '../testing/session.ts'
import { noteCharging } from './charging.ts'

const fact = { subject: 'CP-1', naturalKey: '1' }
const transaction = (kind: TransactionEventKind): StationEvent => ({
  ...fact,
  type: 'chargeplane.ocpp.v1.TransactionEvent',
  data: TransactionEvent.fromPartial({ kind }),
})
const meterValues = (transactionId: string): StationEvent => ({
  ...fact,
  type: 'chargeplane.ocpp.v1.MeterValuesReported',
  data: MeterValuesReported.fromPartial({ transactionId }),
})
const status = (originalStatus: string): StationEvent => ({
  ...fact,
  type: 'chargeplane.ocpp.v1.StatusReported',
  data: StatusReported.fromPartial({ originalStatus }),
})

describe('noteCharging', () => {
  const cases: [string, StationEvent[], boolean][] = [
    ['a start', [transaction(TransactionEventKind.STARTED)], true],
    ['what comes in between', [transaction(TransactionEventKind.UPDATED)], true],
    ['an end', [transaction(TransactionEventKind.STARTED), transaction(TransactionEventKind.ENDED)], false],
    ['values of a transaction', [meterValues('77')], true],
    ['values of none', [meterValues('')], false],
    ['a car that waits', [status('SuspendedEV')], true],
    ['a car that is plugged in', [status('Occupied')], false],
    ['nothing', [], false],
  ]
  for (const [what, events, charging] of cases) {
    it(`takes ${what} for ${charging ? 'charging' : 'idle'}`, () => {
      const { session } = testSession()
      noteCharging(session, events)
      assert.equal(session.charging, charging)
    })
  }
})
