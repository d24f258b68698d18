import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accessChanged } from './access-changed.ts'

describe('accessChanged', () => {
  it('is an event about the station, under its key', () => {
    const { id, ...event } = accessChanged({ tenant: 'default', stationId: 'CP-1' }, 'deleted')
    assert.deepEqual(event, {
      type: 'chargeplane.stations.v1.StationAccessChanged',
      tenant: 'default',
      subject: 'CP-1',
      data: { tenant: 'default', stationId: 'CP-1', change: 'deleted' },
    })
    assert.match(id, /^access\/[0-9a-f-]{36}$/)
  })

  it('is told apart from the same change another time', () => {
    const address = { tenant: 'default', stationId: 'CP-1' }
    assert.notEqual(accessChanged(address, 'updated').id, accessChanged(address, 'updated').id)
  })
})
