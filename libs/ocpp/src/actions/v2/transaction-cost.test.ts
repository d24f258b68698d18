import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CostDecision } from '../../billing-questions.ts'
import { accepted, call, exchange } from '../../testing.ts'

const meterValue = [{ timestamp: '2025-12-01T09:59:00Z', sampledValue: [{ value: 6000, context: 'Transaction.End' }] }]
const event = (more: object) =>
  call('TransactionEvent', {
    eventType: 'Updated',
    timestamp: '2025-12-01T09:59:00Z',
    triggerReason: 'MeterValuePeriodic',
    seqNo: 4,
    transactionInfo: { transactionId: 'tx-1', chargingState: 'Charging' },
    ...more,
  })
const ended = event({ eventType: 'Ended', meterValue })
const cost = (totalCost: number | undefined): CostDecision => ({ kind: 'cost', totalCost, fallback: '' })
const costOf = (totalCost: number | undefined) => JSON.parse(exchange('2.0.1', ended, cost(totalCost)).reply)[2]

describe('the cost in the answer to a TransactionEvent', () => {
  it('I03.FR.02: is asked for with all that the end tells', () => {
    const { question } = exchange('2.0.1', ended, cost(7.14), { totalCost: 'ended' })
    assert.partialDeepStrictEqual(question, {
      kind: 'cost',
      transactionId: 'tx-1',
      seqNo: 4,
      occurredAt: '2025-12-01T09:59:00.000Z',
      chargingState: 'Charging',
      sampledValues: [{ value: 6000, unit: 'Wh', context: 'Transaction.End' }],
    })
  })

  it('I02.FR.01: is asked for with meter values in between only where the operator wants it', () => {
    const asked = (frame: string, totalCost: 'never' | 'ended' | 'always') =>
      exchange('2.0.1', frame, {}, { totalCost }).questions.length
    const running = event({ meterValue })
    assert.deepEqual([asked(running, 'always'), asked(running, 'ended'), asked(event({}), 'always')], [1, 0, 0])
    assert.deepEqual([asked(event({ eventType: 'Started', meterValue }), 'always'), asked(ended, 'never')], [0, 0])
  })

  it('I03.FR.04: is 0 for a free charge, and left out when it is not known', () => {
    assert.deepEqual([costOf(7.14), costOf(0), costOf(undefined)], [{ totalCost: 7.14 }, { totalCost: 0 }, {}])
  })

  it('goes with what was decided about the token', () => {
    const frame = event({ eventType: 'Ended', idToken: { idToken: 'AABB', type: 'ISO14443' } })
    const decided = { authorize: accepted, cost: cost(1) }
    const { questions, reply } = exchange('2.1', frame, decided, { totalCost: 'ended' })
    assert.deepEqual(
      questions.map(({ kind }) => kind),
      ['authorize', 'cost'],
    )
    assert.deepEqual(JSON.parse(reply)[2], { totalCost: 1, idTokenInfo: { status: 'Accepted' } })
  })
})
