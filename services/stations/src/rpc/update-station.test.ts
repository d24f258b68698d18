import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { UpdateStationRequest } from '@chargeplane/proto/stations/v1/stations'
import { type Bench, openBench } from '../testing/bench.ts'
import { updateStation } from './update-station.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1', { name: 'old name' })
})
after(() => bench.close())

const update = (request: Partial<UpdateStationRequest>) =>
  updateStation(bench)(UpdateStationRequest.fromPartial({ tenant: 'default', stationId: 'CP-1', ...request }))

async function lastChange(): Promise<unknown> {
  return (await bench.emitted()).at(-1)?.data
}

describe('updateStation', () => {
  it('changes what is set and leaves the rest', async () => {
    const named = await update({ name: 'new name' })
    assert.deepEqual([named.name, named.registration], ['new name', 'Accepted'])
    assert.deepEqual(await lastChange(), { tenant: 'default', stationId: 'CP-1', change: 'updated' })
    const pending = await update({ registration: 'Pending' })
    assert.deepEqual([pending.name, pending.registration], ['new name', 'Pending'])
    assert.deepEqual(await lastChange(), { tenant: 'default', stationId: 'CP-1', change: 'registration_changed' })
    assert.equal((await update({ name: '' })).name, '')
  })

  it('names the station as registered in the event, whatever case it was asked for in', async () => {
    await update({ stationId: 'cp-1', name: 'x' })
    assert.equal((await bench.emitted()).at(-1)?.key, 'default/CP-1')
    assert.equal(bench.changes.at(-1), 'default/cp-1')
  })

  it('makes a station strict, and forgiving again, for the edges that ask from then on', async () => {
    const isStrict = async () => (await bench.access.read({ tenant: 'default', stationId: 'CP-1' }))?.strict
    assert.deepEqual([(await update({ strict: true })).strict, await isStrict()], [true, true])
    assert.equal((await update({ name: 'y' })).strict, true)
    assert.deepEqual([(await update({ strict: false })).strict, await isStrict()], [false, false])
  })

  it('leaves what the last boot was answered until the next boot', async () => {
    await bench.database.query(`UPDATE stations SET boot_status = 'Accepted'`)
    await update({ registration: 'Rejected' })
    assert.equal((await bench.access.read({ tenant: 'default', stationId: 'CP-1' }))?.bootStatus, 'Accepted')
  })

  it('answers not_found for an unknown station and one of another tenant, and says nothing', async () => {
    const events = (await bench.emitted()).length
    await assert.rejects(update({ stationId: 'CP-2', name: 'x' }), { code: 'not_found' })
    await assert.rejects(update({ tenant: 'other', name: 'x' }), { code: 'not_found' })
    assert.equal((await bench.emitted()).length, events)
  })

  it('refuses bad input, naming the field', async () => {
    await assert.rejects(update({ registration: '' }), { code: 'invalid_argument', field: 'registration' })
    await assert.rejects(update({ name: 'a\u0000b' }), { code: 'invalid_argument', field: 'name' })
    await assert.rejects(update({ stationId: '' }), { code: 'invalid_argument', field: 'stationId' })
  })
})
