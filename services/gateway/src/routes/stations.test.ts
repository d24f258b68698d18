import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Station } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const known = Station.fromPartial({
  tenant: 'acme',
  stationId: 'CP 1',
  registration: 'Accepted',
  connected: true,
  ocppVersion: '1.6',
  createdAt: '2026-11-23T08:00:00.000Z',
  connectors: [{ evseId: 1, connectorId: 1, status: 'Occupied', updatedAt: '2026-11-23T08:00:01.000Z' }],
})

describe('stations', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        stations: {
          async createStation(request) {
            if (request.stationId === 'taken')
              throw fail('already_exists', 'station taken exists', { field: 'stationId' })
            const { stationId, name, registration } = request
            const station = Station.fromPartial({ ...known, stationId, name, registration })
            return { station, password: request.password === '' ? 'a'.repeat(40) : request.password, delivery: '' }
          },
          async getStation({ tenant, stationId }) {
            if (tenant !== 'acme' || stationId !== 'CP 1') {
              throw fail('not_found', `station ${stationId} is not registered`, { field: 'stationId' })
            }
            return known
          },
          async listStations({ pageSize, pageToken }) {
            const next = Number(pageToken || '0') + pageSize
            const stations = [Station.fromPartial({ ...known, stationId: `CP-${pageToken || '0'}` })]
            return { stations, nextPageToken: next >= 4 ? '' : String(next) }
          },
          async updateStation({ name, registration, strict }) {
            return Station.fromPartial({
              ...known,
              name: name ?? 'unchanged',
              registration: registration ?? 'unchanged',
              strict: strict ?? false,
            })
          },
          async deleteStation() {
            return {}
          },
          async rotatePassword({ password, deliver }) {
            const delivery = deliver ? 'accepted' : ''
            return { station: known, password: password === '' ? 'b'.repeat(40) : password, delivery }
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('registers one and shows its password once', async () => {
    const made = await gateway.call('POST', '/v1/stations', { stationId: 'CP/ä', name: 'Garage' })
    assert.equal(made.status, 201)
    assert.equal(made.headers.get('location'), '/v1/stations/CP%2F%C3%A4')
    assert.partialDeepStrictEqual(made.body, { stationId: 'CP/ä', name: 'Garage', password: 'a'.repeat(40) })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      method: 'CreateStation',
      request: { tenant: 'acme', stationId: 'CP/ä', registration: 'Accepted', password: '' },
    })
    const read = await gateway.call('GET', '/v1/stations/CP%201')
    assert.ok(!JSON.stringify(read.body).includes('password'))
  })

  it('reads one, leaving out what is not known', async () => {
    const { status, body } = await gateway.call('GET', '/v1/stations/CP%201', undefined, { key: keys.viewer })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      stationId: 'CP 1',
      registration: 'Accepted',
      strict: false,
      connected: true,
      ocppVersion: '1.6',
      createdAt: '2026-11-23T08:00:00.000Z',
      connectors: [{ evseId: 1, connectorId: 1, status: 'Occupied', updatedAt: '2026-11-23T08:00:01.000Z' }],
    })
  })

  it("passes on the owner's refusals with their fields", async () => {
    const taken = await gateway.call('POST', '/v1/stations', { stationId: 'taken' })
    assert.equal(taken.status, 409)
    assert.partialDeepStrictEqual(taken.body, {
      code: 'already_exists',
      field: 'stationId',
      detail: 'station taken exists',
    })
    const absent = await gateway.call('GET', '/v1/stations/nobody')
    assert.equal(absent.status, 404)
    assert.partialDeepStrictEqual(absent.body, { code: 'not_found', field: 'stationId' })
  })

  it('does not show the station of another tenant', async () => {
    const { status } = await gateway.call('GET', '/v1/stations/CP%201', undefined, { key: keys.stranger })
    assert.equal(status, 404)
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { tenant: 'rival' } })
  })

  it('lists page by page until there is no more', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await gateway.call('GET', `/v1/stations?limit=2${query}`)
      const page = body as { items: { stationId: string }[]; nextCursor: string | null }
      seen.push(...page.items.map(({ stationId }) => stationId))
      cursor = page.nextCursor
    }
    assert.deepEqual(seen, ['CP-0', 'CP-2'])
  })

  it('changes only what is named, and refuses to change nothing', async () => {
    const renamed = await gateway.call('PATCH', '/v1/stations/CP%201', { name: 'Yard' })
    assert.partialDeepStrictEqual(renamed.body, { name: 'Yard', registration: 'unchanged' })
    const strict = await gateway.call('PATCH', '/v1/stations/CP%201', { strict: true })
    assert.partialDeepStrictEqual(strict.body, { name: 'unchanged', strict: true })
    const empty = await gateway.call('PATCH', '/v1/stations/CP%201', {})
    assert.equal(empty.status, 400)
    assert.partialDeepStrictEqual(empty.body, { errors: [{ in: 'body', message: 'names nothing to change' }] })
  })

  it('removes one', async () => {
    const { status, body } = await gateway.call('DELETE', '/v1/stations/CP%201')
    assert.equal(status, 204)
    assert.equal(body, undefined)
  })

  it('replaces a password with a generated or a chosen one', async () => {
    const generated = await gateway.call('POST', '/v1/stations/CP%201/password')
    assert.equal(generated.status, 200)
    assert.partialDeepStrictEqual(generated.body, { password: 'b'.repeat(40) })
    const chosen = await gateway.call('POST', '/v1/stations/CP%201/password', { password: 'correct-horse-battery' })
    assert.partialDeepStrictEqual(chosen.body, { password: 'correct-horse-battery' })
    const delivered = await gateway.call('POST', '/v1/stations/CP%201/password?deliver=true')
    assert.partialDeepStrictEqual(delivered.body, { password: 'b'.repeat(40), delivery: 'accepted' })
    const short = await gateway.call('POST', '/v1/stations/CP%201/password', { password: 'short' })
    assert.equal(short.status, 400)
    assert.partialDeepStrictEqual(short.body, { field: 'password' })
    assert.ok(!JSON.stringify(short.body).includes('short"'), 'the password is not repeated')
  })
})
