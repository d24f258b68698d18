// One trace from the station's CALL to the invoice: every parent and child named.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { CollectedSpan } from '../harness/otlp.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'
import { foreignStation, putTariff, putToken, registerStation } from '../harness/world.ts'

/** service, span name, and the index of its parent in this list. */
const expected: readonly [service: string, name: string, parent: number | undefined][] = [
  ['edge', 'ocpp StopTransaction', undefined],
  ['edge', 'chargeplane.authorization.v1.AuthorizationService/Authorize', 0],
  ['authorization', 'chargeplane.authorization.v1.AuthorizationService/Authorize', 1],
  ['edge', 'send ocpp.transactions', 0],
  ['transactions', 'process ocpp.transactions', 3],
  ['transactions', 'send transactions.events', 4],
  ['billing', 'process transactions.events', 5],
  ['billing', 'send billing.events', 6],
]

describe('the trace of a stop', () => {
  let platform: SharedPlatform
  before(async () => {
    platform = await sharedPlatform()
    await putTariff(platform.api, 'TRACED-1', [{ type: 'ENERGY', price: '0.40', vat: '19', stepSize: 1 }])
    await putToken(platform.api, 'TRACED')
  })

  it('reaches the edge, Kafka, authorization, transactions and billing', async () => {
    const password = await registerStation(platform.api, 'TRACED-1')
    const station = foreignStation(platform.edges[0]?.url ?? '', 'TRACED-1', password, 'ocpp1.6')
    await station.connect()
    await station.call('BootNotification', { chargePointVendor: 'Foreign', chargePointModel: 'F1' })
    const timestamp = new Date().toISOString()
    const { transactionId } = await station.call('StartTransaction', {
      connectorId: 1,
      idTag: 'TRACED',
      meterStart: 0,
      timestamp,
    })
    await station.call('StopTransaction', {
      transactionId,
      idTag: 'TRACED',
      meterStop: 500,
      timestamp: new Date().toISOString(),
    })
    await station.close()

    const chain = await until(() => findChain(platform.collector.spans), {
      what: 'the spans of the stop',
      withinMs: 60_000,
    })
    for (const [i, span] of chain.entries()) {
      const parent = expected[i]?.[2]
      console.log(
        `${span.traceId} ${span.service}: ${span.name} <- ${parent === undefined ? '(root)' : expected[parent]?.slice(0, 2).join(': ')}`,
      )
      assert.equal(span.traceId, chain[0]?.traceId)
      assert.equal(span.parentSpanId, parent === undefined ? '' : chain[parent]?.spanId)
    }
    assert.equal(chain.length, expected.length)
  })
})

/** The spans of `expected` in one trace, in its order; undefined while one is missing. */
function findChain(spans: readonly CollectedSpan[]): CollectedSpan[] | undefined {
  const root = spans.find(
    s => s.service === 'edge' && s.name === expected[0]?.[1] && s.attributes['ocpp.station.id'] === 'TRACED-1',
  )
  if (!root) return undefined
  const trace = spans.filter(s => s.traceId === root.traceId)
  const chain: CollectedSpan[] = []
  for (const [service, name, parent] of expected) {
    const parentId = parent === undefined ? '' : chain[parent]?.spanId
    const span = trace.find(s => s.service === service && s.name === name && s.parentSpanId === parentId)
    if (!span) return undefined
    chain.push(span)
  }
  return chain
}
