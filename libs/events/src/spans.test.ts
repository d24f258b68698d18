// The way of one trace through producer, consumer and outbox, as a collector sees it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { SpanKind, startTelemetry, type Telemetry, withSpan } from '@chargeplane/telemetry'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@chargeplane/telemetry/testing'
import { consumeEvents, openProducer, startOutbox } from './index.ts'
import { createTestKafka, createTestStore, transactionEnded, transactionEvent, until } from './test-support.ts'

describe('spans and metrics of an event', () => {
  let collector: OtlpReceiver
  let telemetry: Telemetry
  let published: (string | undefined)[]

  before(async () => {
    collector = await startOtlpReceiver()
    const config = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: 1,
      OTEL_METRIC_EXPORT_INTERVAL: 60_000,
    }
    telemetry = startTelemetry({ service: 'spans-test', version: '0', config })
    const kafka = await createTestKafka(['ocpp.transactions', 'transactions.events'])
    const store = await createTestStore()
    const producer = await openProducer({ ...kafka, source: '/test' })
    const outbox = startOutbox({ database: store.db, producer })

    await withSpan('ocpp StopTransaction', { kind: SpanKind.SERVER }, () =>
      producer.publish(transactionEvent('CP-1', 'good')),
    )
    const unsampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
    await producer.publish({ ...transactionEvent('CP-1', 'unsampled'), traceparent: unsampled })
    await producer.publish(transactionEvent('CP-1', 'poison'))
    await producer.publish(transactionEvent('CP-1', 'last'))
    const consumer = await consumeEvents({
      ...kafka,
      group: 'shop',
      topics: ['ocpp.transactions'],
      database: store.db,
      afterCommit: () => outbox.poke(),
      handlers: {
        'chargeplane.ocpp.v1.TransactionEvent': async (event, { emit }) => {
          if (event.id === 'poison') throw fail('not_found', 'no such thing')
          await emit(transactionEnded(event.subject, `ended-${event.id}`))
        },
      },
    })
    const ended = () => kafka.read('transactions.events')
    await until('all are published', async () => (await ended()).length >= 3)
    const sent = await ended()
    published = ['ended-good', 'ended-unsampled'].map(id =>
      sent.find(({ headers }) => String(headers?.ce_id) === id)?.headers?.traceparent?.toString(),
    )
    await consumer.close()
    await outbox.close()
    await producer.close()
    await kafka.drop()
    await store.drop()
    await telemetry.shutdown()
  })
  after(() => collector.close())

  /** From the last send of a trace up to its root. A try that was rolled back leaves its spans beside the way. */
  function wayOf(rootName: string): ReceivedSpan[] {
    const traceId = collector.spans.find(span => span.name === rootName)?.traceId
    const way: ReceivedSpan[] = []
    let at = collector.spans.find(span => span.traceId === traceId && span.name === 'send transactions.events')
    while (at) {
      way.unshift(at)
      const above: string | undefined = at.parentSpanId
      at = collector.spans.find(span => span.spanId === above)
    }
    return way
  }

  it('leads from the call through both sends', () => {
    const way = wayOf('ocpp StopTransaction')
    assert.deepEqual(
      way.map(span => [span.name, span.kind]),
      [
        ['ocpp StopTransaction', 2],
        ['send ocpp.transactions', 4],
        ['process ocpp.transactions', 5],
        ['send transactions.events', 4],
      ],
    )
    assert.equal(published[0], `00-${way[3]?.traceId}-${way[3]?.spanId}-01`)
  })

  it('names topic, group, partition and offset, and neither key nor station', () => {
    const process_ = wayOf('ocpp StopTransaction')[2]
    assert.equal(process_?.attributes['messaging.destination.name'], 'ocpp.transactions')
    assert.equal(process_?.attributes['messaging.consumer.group.name'], 'shop')
    assert.match(String(process_?.attributes['messaging.destination.partition.id']), /^\d$/)
    assert.equal(typeof process_?.attributes['messaging.kafka.offset'], 'number')
    assert.doesNotMatch(JSON.stringify(collector.spans), /CP-1/)
  })

  it('makes none under a trace that is not sampled, and hands that on', () => {
    assert.equal(published[1], '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00')
    assert.ok(!collector.spans.some(span => span.traceId === '0af7651916cd43dd8448eb211c80319c'))
  })

  it('marks a try that failed', () => {
    const failed = collector.spans.filter(
      ({ name, status }) => name === 'process ocpp.transactions' && status.code === 2,
    )
    assert.equal(failed.length, 3)
    assert.equal(failed[0]?.attributes['error.type'], 'not_found')
  })

  it('measures sends, processing, dead letters and the lag of the outbox', () => {
    const points = (name: string) => collector.metric(name)?.points ?? []
    const processed = points('messaging.process.duration').filter(
      ({ attributes }) => attributes['error.type'] === 'not_found',
    )
    assert.equal(processed[0]?.count, 3)
    assert.ok(
      points('messaging.client.operation.duration').some(
        ({ attributes }) => attributes['messaging.destination.name'] === 'transactions.events',
      ),
    )
    const dead = points('chargeplane.events.dead_lettered')[0]
    assert.equal(dead?.value, 1)
    assert.deepEqual(dead?.attributes, {
      'messaging.destination.name': 'ocpp.transactions',
      'messaging.consumer.group.name': 'shop',
      'error.type': 'not_found',
    })
    assert.equal(points('chargeplane.outbox.lag').length, 1)
  })
})
