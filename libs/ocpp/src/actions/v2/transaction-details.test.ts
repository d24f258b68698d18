import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted, call, exchange, onlyEvent } from '../../testing.ts'
import { limitAnswer, readLimit } from './transaction-details.ts'

const payload = {
  eventType: 'Updated',
  timestamp: '2025-12-01T09:10:00Z',
  triggerReason: 'LimitSet',
  seqNo: 3,
  cableMaxCurrent: 32,
  numberOfPhasesUsed: 3,
  preconditioningStatus: 'Ready',
  evseSleep: false,
  transactionInfo: {
    transactionId: 'T-1',
    timeSpentCharging: 61,
    operationMode: 'ChargingOnly',
    tariffId: 'T.1',
    transactionLimit: { maxCost: 12.5, maxEnergy: 20_000, maxTime: 3600, maxSoC: 80 },
  },
  costDetails: { totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { exclTax: 1.25, inclTax: 1.5 } } },
}

function told(request: object) {
  const event = onlyEvent(exchange('2.1', call('TransactionEvent', request)).events)
  assert.ok(event.type === 'chargeplane.ocpp.v1.TransactionEvent')
  return event.data
}

const limit = { maxCost: 10, maxEnergyWh: 5000, maxTimeS: 60, maxSocPercent: 80 }

describe('2.1 TransactionEvent', () => {
  it('becomes an event with all that 2.1 tells', () => {
    assert.partialDeepStrictEqual(told(payload), {
      triggerReason: 'LimitSet',
      operationMode: 'ChargingOnly',
      tariffId: 'T.1',
      preconditioningStatus: 'Ready',
      transactionLimit: { maxCost: 12.5, maxEnergyWh: 20_000, maxTimeS: 3600, maxSocPercent: 80 },
      cableMaxCurrentA: 32,
      numberOfPhasesUsed: 3,
      evseSleep: false,
      timeSpentChargingS: 61,
      stationCost: { currency: 'EUR', totalExclTax: '1.25', totalInclTax: '1.5', failureReason: '' },
    })
  })

  it('tells what a station could not price, and nothing that it did not say', () => {
    const failed = { ...payload.costDetails, failureToCalculate: true, failureReason: 'no clock' }
    assert.equal(told({ ...payload, costDetails: failed }).stationCost?.failureReason, 'no clock')
    const { costDetails: _, ...bare } = payload
    const { stationCost, transactionLimit } = told({ ...bare, transactionInfo: { transactionId: 'T-1' } })
    assert.deepEqual([stationCost, transactionLimit], [undefined, undefined])
  })

  it('says a limit once a transaction begins, and only in 2.1 (E16.FR.02)', () => {
    const idToken = { idToken: 'AABB', type: 'ISO14443' }
    const begin = { ...payload, triggerReason: 'Authorized', idToken }
    const decision = { ...accepted, transactionLimit: limit }
    const { question, reply } = exchange('2.1', call('TransactionEvent', begin), decision)
    assert.ok(question?.kind === 'authorize')
    assert.deepEqual(question.stationLimit?.maxSocPercent, 80)
    assert.equal(
      reply,
      '[3,"id-1",{"idTokenInfo":{"status":"Accepted"},' +
        '"transactionLimit":{"maxCost":10,"maxEnergy":5000,"maxTime":60,"maxSoC":80}}]',
    )
    const older = { eventType: 'Started', timestamp: begin.timestamp, triggerReason: 'Authorized', seqNo: 0, idToken }
    const in201 = call('TransactionEvent', { ...older, transactionInfo: { transactionId: 'T-1' } })
    assert.equal(exchange('2.0.1', in201, decision).reply, '[3,"id-1",{"idTokenInfo":{"status":"Accepted"}}]')
  })
})

describe('a limit', () => {
  it('of nothing is none', () => {
    assert.equal(limitAnswer(undefined), undefined)
    assert.equal(limitAnswer(readLimit({})), undefined)
  })

  it('keeps what can be read of it', () => {
    assert.deepEqual(limitAnswer(readLimit({ maxCost: '5', maxTime: 2.5, maxEnergy: 0 })), { maxCost: 5, maxEnergy: 0 })
  })
})
