import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contextFor } from '../../testing.ts'
import { startedId, startIdentity } from './start-identity.ts'

const context = contextFor('{}')

describe('startIdentity', () => {
  it('is the same whether a station writes numbers or texts', () => {
    const timestamp = '2025-12-01T09:12:35Z'
    const numbers = startIdentity({ connectorId: 1, meterStart: 5, idTag: '12', timestamp }, context)
    const texts = startIdentity({ connectorId: '1', meterStart: '5', idTag: 12, timestamp }, context)
    assert.deepEqual(texts, numbers)
    assert.equal(startedId(texts, context), startedId(numbers, context))
  })

  it('takes the time of arrival where there is none: two charges are never merged', () => {
    const later = contextFor('{}', { receivedAt: new Date('2025-12-01T11:00:00Z') })
    const request = { connectorId: 1, meterStart: 5, idTag: 'AA' }
    assert.equal(startIdentity(request, context).timestamp, '2025-12-01T10:00:00.500Z')
    assert.notEqual(
      startedId(startIdentity(request, context), context),
      startedId(startIdentity(request, later), later),
    )
  })

  it('belongs to the station', () => {
    const start = startIdentity({ connectorId: 1, meterStart: 5, idTag: 'AA', timestamp: 'T' }, context)
    assert.notEqual(startedId(start, context), startedId(start, contextFor('{}', { stationId: 'CP-2' })))
    assert.notEqual(startedId(start, context), startedId(start, contextFor('{}', { tenant: 'other' })))
  })
})
