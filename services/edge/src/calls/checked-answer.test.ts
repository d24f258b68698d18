import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CallContext, findAction, type StationCall } from '@chargeplane/ocpp'
import { answerOf } from './checked-answer.ts'

const heartbeat = findAction('2.0.1', 'Heartbeat', 'station') ?? assert.fail('Heartbeat has a row')
const context: CallContext = {
  ...{ version: '2.0.1', tenant: 'default', stationId: 'CP-1', epoch: 1, edgeId: 'edge', receivedAt: new Date() },
  ...{ payloadText: '{}', schemaFault: '', quirks: [], signed: false, totalCost: 'never', driverTariff: false },
  nextSequence: () => 1,
  hashToken: token => token,
  sealText: text => Buffer.from(text),
  now: () => new Date('2026-01-02T03:04:05Z'),
}
const answering = (answer: StationCall['answer']) => answerOf({ ...heartbeat, answer }, {}, context, {}, '7')

describe('answerOf', () => {
  it('is the answer of the row where it fits its schema', () => {
    assert.equal(answerOf(heartbeat, {}, context, {}, '7'), '[3,"7",{"currentTime":"2026-01-02T03:04:05.000Z"}]')
  })

  const broken: [name: string, answer: StationCall['answer']][] = [
    ['lacks a field', () => ({})],
    ['has one too many', () => ({ currentTime: '2026-01-02T03:04:05Z', secret: 'x' })],
    ['has a time that is none', () => ({ currentTime: 'now' })],
    [
      'can not be made',
      () => {
        throw new TypeError('a fault of ours')
      },
    ],
  ]
  for (const [name, answer] of broken) {
    it(`is an InternalError that tells nothing where it ${name}`, () => {
      assert.match(answering(answer), /^\[4,"7","InternalError","[^"]*",\{\}\]$/)
      assert.doesNotMatch(answering(answer), /secret|fault of ours|currentTime/)
    })
  }
})
