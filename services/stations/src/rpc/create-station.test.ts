import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { CreateStationRequest } from '@chargeplane/proto/stations/v1/stations'
import { type Bench, openBench, pepper } from '../testing/bench.ts'
import { createStation } from './create-station.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

const create = (request: Partial<CreateStationRequest>) =>
  createStation(bench)(CreateStationRequest.fromPartial({ tenant: 'default', ...request }))

async function verifierOf(stationId: string): Promise<string> {
  return (await bench.access.read({ tenant: 'default', stationId }))?.passwordVerifier ?? ''
}

describe('createStation', () => {
  it('registers a station with a generated password that only the answer holds', async () => {
    const { station, password } = await create({ stationId: 'CP-1', name: 'North gate' })
    assert.equal(station?.stationId, 'CP-1')
    assert.deepEqual([station?.name, station?.registration, station?.connected], ['North gate', 'Accepted', false])
    assert.match(password, /^[0-9a-f]{40}$/)
    const verifier = await verifierOf('CP-1')
    const [scheme, salt = '', hash] = verifier.split('$')
    const expected = createHash('sha256').update(pepper).update(Buffer.from(salt, 'hex')).update(password).digest('hex')
    assert.deepEqual([scheme, hash], ['sha256', expected])
    const everything = JSON.stringify(await bench.database.query('SELECT * FROM stations'))
    assert.ok(!everything.includes(password))
  })

  it('says so to the edges, without the password', async () => {
    const { password } = await create({ stationId: 'CP-2', registration: 'Pending' })
    const event = (await bench.emitted()).at(-1)
    assert.deepEqual(event, {
      type: 'chargeplane.stations.v1.StationAccessChanged',
      key: 'default/CP-2',
      data: { tenant: 'default', stationId: 'CP-2', change: 'created' },
    })
    assert.ok(!JSON.stringify(await bench.emitted()).includes(password))
    assert.equal(bench.changes.at(-1), 'default/CP-2')
  })

  it('takes a password that the operator chose', async () => {
    const { password } = await create({ stationId: 'CP-3', password: 'correct-horse:battery' })
    assert.equal(password, 'correct-horse:battery')
    assert.match(await verifierOf('CP-3'), /^scrypt\$16384\$8\$1\$/)
  })

  it('refuses an identity that is taken, in whatever case, and changes nothing', async () => {
    const before = await bench.database.query('SELECT * FROM stations ORDER BY station_key')
    const events = (await bench.emitted()).length
    await assert.rejects(create({ stationId: 'cp-1' }), { code: 'already_exists', field: 'stationId' })
    assert.deepEqual(await bench.database.query('SELECT * FROM stations ORDER BY station_key'), before)
    assert.equal((await bench.emitted()).length, events)
  })

  it('lets two tenants use the same identity', async () => {
    const { station } = await create({ tenant: 'other', stationId: 'CP-1' })
    assert.equal(station?.tenant, 'other')
  })

  it('refuses bad input, naming the field', async () => {
    const faults: [Partial<CreateStationRequest>, string][] = [
      [{ stationId: 'CP-9', tenant: '' }, 'tenant'],
      [{ stationId: '' }, 'stationId'],
      [{ stationId: 'a/b' }, 'stationId'],
      [{ stationId: 'CP-9', registration: 'Maybe' }, 'registration'],
      [{ stationId: 'CP-9', password: 'short' }, 'password'],
      [{ stationId: 'CP-9', name: 'two\nlines' }, 'name'],
      [{ stationId: 'CP-9', name: 'x'.repeat(201) }, 'name'],
    ]
    for (const [request, field] of faults) {
      await assert.rejects(create(request), { code: 'invalid_argument', field }, field)
    }
  })
})
