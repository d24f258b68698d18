import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { VatNumberDecision } from '../../billing-questions.ts'
import { call, exchange, onlyEvent } from '../../testing.ts'

const frame = call('VatNumberValidation', { vatNumber: 'DE136695976', evseId: 2 })
const valid: VatNumberDecision = { kind: 'vatNumber', valid: true, problem: '', company: undefined, fallback: '' }
const resultOf = (decision: VatNumberDecision) => JSON.parse(exchange('2.1', frame, decision).reply)[2]

describe('2.1 VatNumberValidation', () => {
  it('C18.FR.09: accepts a number that can be one, with its company where it is known', () => {
    assert.deepEqual(exchange('2.1', frame, valid).question, { kind: 'vatNumber', vatNumber: 'DE136695976' })
    assert.deepEqual(resultOf(valid), { vatNumber: 'DE136695976', evseId: 2, status: 'Accepted' })
    const company = { name: 'ACME', address1: 'Street 1', address2: '', city: 'Town', postalCode: '1', country: 'DE' }
    const { address2: _, ...said } = company
    assert.deepEqual(resultOf({ ...valid, company }).company, said)
  })

  it('rejects any other with the reason, and says when nobody could look', () => {
    const wrong = { ...valid, valid: false, problem: 'the check digit is wrong' }
    assert.deepEqual(resultOf(wrong), {
      vatNumber: 'DE136695976',
      evseId: 2,
      status: 'Rejected',
      statusInfo: { reasonCode: 'InvalidValue', additionalInfo: 'the check digit is wrong' },
    })
    assert.deepEqual(resultOf({ ...wrong, problem: '', fallback: 'rejected' }).statusInfo, {
      reasonCode: 'InternalError',
    })
  })

  it('becomes an event with the answer', () => {
    const event = onlyEvent(exchange('2.1', frame, { ...valid, valid: false }).events)
    const { origin, ...rest } = event.data
    assert.equal(origin?.action, 'VatNumberValidation')
    assert.deepEqual(rest, { vatNumber: 'DE136695976', evseId: 2, status: 'Rejected' })
  })
})
