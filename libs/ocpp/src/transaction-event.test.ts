import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TransactionEvent, TransactionEventKind } from '@chargeplane/proto/ocpp/v1/transactions'
import { originOf } from './events.ts'
import { contextFor } from './testing.ts'
import { transactionEvent } from './transaction-event.ts'

describe('transactionEvent', () => {
  it('is whole: it survives the way over Kafka unchanged', () => {
    const context = contextFor('{}')
    const event = transactionEvent(context, {
      origin: originOf('StartTransaction', {}, context),
      kind: TransactionEventKind.STARTED,
      transactionId: '7',
      occurredAt: '2025-12-01T10:00:00.000Z',
      naturalKey: 'k',
      meterStartWh: 0,
    })
    assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
    assert.equal(event.naturalKey, 'k')
    const decoded = TransactionEvent.decode(TransactionEvent.encode(event.data).finish())
    assert.deepEqual(decoded, TransactionEvent.fromPartial(event.data))
    assert.equal(decoded.meterStartWh, 0, 'a meter at zero is not an absent one')
  })
})
