import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AnyReceivedEvent } from '@chargeplane/events'
import { ChargeRecordCreated, InvoiceIssued } from '@chargeplane/proto/billing/v1/events'
import { TransactionEvent } from '@chargeplane/proto/ocpp/v1/transactions'
import { LimitApplied } from '@chargeplane/proto/smartcharging/v1/events'
import { eventJson, stationOf } from './event-json.ts'

const place = {
  id: 'e1',
  tenant: 'acme',
  subject: 'CP-1',
  time: '2026-11-23T08:00:00Z',
  traceparent: undefined,
  topic: 'ocpp.transactions',
  partition: 3,
  offset: '41',
}

const started: AnyReceivedEvent = {
  ...place,
  type: 'chargeplane.ocpp.v1.TransactionEvent',
  data: TransactionEvent.fromPartial({
    origin: { tenant: 'acme', stationId: 'CP-1', epoch: 1_795_000_000_000n, sequence: 1, rawPayload: '{"a":"<\\n>"}' },
    kind: 'TRANSACTION_EVENT_KIND_STARTED',
    remoteStartId: 2n ** 62n,
  }),
}

describe('events as JSON', () => {
  it('are one line with their place in Kafka and the message as data', () => {
    const text = eventJson(started)
    assert.ok(!text.includes('\n'))
    assert.partialDeepStrictEqual(JSON.parse(text), {
      id: 'e1',
      type: 'chargeplane.ocpp.v1.TransactionEvent',
      subject: 'CP-1',
      time: '2026-11-23T08:00:00Z',
      topic: 'ocpp.transactions',
      partition: 3,
      offset: '41',
      data: { kind: 'TRANSACTION_EVENT_KIND_STARTED', origin: { stationId: 'CP-1' } },
    })
  })

  it('have 64-bit integers as numbers while these are exact, and as text beyond', () => {
    const { data } = JSON.parse(eventJson(started))
    assert.equal(data.origin.epoch, 1_795_000_000_000)
    assert.equal(data.remoteStartId, '4611686018427387904')
  })

  it('are about the station that the message names, wherever it stands', () => {
    assert.equal(stationOf(started), 'CP-1')
    const record = ChargeRecordCreated.fromPartial({ chargeRecord: { stationId: 'CP-2' } })
    assert.equal(stationOf({ ...place, type: 'chargeplane.billing.v1.ChargeRecordCreated', data: record }), 'CP-2')
    const limit = LimitApplied.fromPartial({ stationId: 'CP-3', siteId: 'S1' })
    assert.equal(
      stationOf({ ...place, subject: 'S1', type: 'chargeplane.smartcharging.v1.LimitApplied', data: limit }),
      'CP-3',
    )
  })

  it('are about their subject where the message names none', () => {
    const invoice = InvoiceIssued.fromPartial({ invoice: { invoiceId: 'i1' } })
    assert.equal(stationOf({ ...place, type: 'chargeplane.billing.v1.InvoiceIssued', data: invoice }), 'CP-1')
    const bare = TransactionEvent.fromPartial({})
    assert.equal(stationOf({ ...place, type: 'chargeplane.ocpp.v1.TransactionEvent', data: bare }), 'CP-1')
  })
})
