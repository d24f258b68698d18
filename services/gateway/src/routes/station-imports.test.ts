import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

describe('station imports', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({
      owners: {
        stations: {
          async importStations({ stations }) {
            const answers = stations.map(({ stationId }) => {
              const isOld = stationId === 'old'
              return { stationId, password: isOld ? '' : 'a'.repeat(40), alreadyRegistered: isOld }
            })
            return { stations: answers }
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('registers them and shows their passwords once', async () => {
    const stations = [
      { stationId: 'new', name: 'Garage' },
      { stationId: 'old', registration: 'Pending' },
    ]
    const { status, body } = await gateway.call('POST', '/v1/station-imports', { stations })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      items: [
        { stationId: 'new', password: 'a'.repeat(40), alreadyRegistered: false },
        { stationId: 'old', alreadyRegistered: true },
      ],
    })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
      method: 'ImportStations',
      request: {
        tenant: 'acme',
        stations: [
          { stationId: 'new', name: 'Garage', registration: 'Accepted' },
          { stationId: 'old', name: '', registration: 'Pending' },
        ],
      },
    })
  })

  for (const [what, body] of [
    ['none', { stations: [] }],
    ['more than 1,000', { stations: Array.from({ length: 1001 }, (_, i) => ({ stationId: `${i}` })) }],
    ['one with a field of its own', { stations: [{ stationId: 'a', colour: 'red' }] }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const asked = gateway.owners.asked.length
      const { status } = await gateway.call('POST', '/v1/station-imports', body)
      assert.equal(status, 400)
      assert.equal(gateway.owners.asked.length, asked)
    })
  }
})
