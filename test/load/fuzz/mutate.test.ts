import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mutate } from './mutate.ts'
import { randomFrom } from './random.ts'

describe('mutate', () => {
  it('changes a copy, nearly always to something else, and pollutes nothing', () => {
    const payload = { connectorId: 1, meterValue: [{ timestamp: 'T', sampledValue: [{ value: '1' }] }] }
    const before = JSON.stringify(payload)
    const random = randomFrom(3)
    const changed = Array.from({ length: 2000 }, () => JSON.stringify(mutate(payload, random)) ?? '')
    assert.equal(JSON.stringify(payload), before)
    assert.ok(changed.filter(text => text !== before).length > 1900)
    assert.ok(new Set(changed).size > 500)
    assert.equal('polluted' in {}, false)
  })
})
