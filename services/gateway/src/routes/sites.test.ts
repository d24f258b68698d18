import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

describe('sites', () => {
  let gateway: TestGateway
  before(async () => {
    const stored = new Map<string, Site>()
    gateway = await startGateway({
      owners: {
        sites: {
          async putSite({ site }) {
            const kept = Site.fromPartial({
              ...site,
              members: site?.members.map(member => ({
                ...member,
                committedA: 6,
                transactionId: member.evseId === 2 ? 't1' : '',
              })),
              updatedAt: '2026-11-23T08:00:00Z',
            })
            stored.set(kept.siteId, kept)
            return kept
          },
          async getSite({ siteId }) {
            const site = stored.get(siteId)
            if (site === undefined) throw fail('not_found', `there is no site ${siteId}`, { field: 'siteId' })
            return site
          },
          async listSites({ pageSize }) {
            return { sites: [...stored.values()].slice(0, pageSize), nextPageToken: 'S1' }
          },
          async deleteSite({ siteId }) {
            stored.delete(siteId)
            return {}
          },
        },
      },
    })
  })
  after(() => gateway.close())

  it('are put with what smart charging has told their stations', async () => {
    const members = [
      { stationId: 'CP-1', evseId: 1, maxA: 16 },
      { stationId: 'CP-1', evseId: 2 },
    ]
    const { status, body } = await gateway.call('PUT', '/v1/sites/S1', { limitA: 63.5, members })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      siteId: 'S1',
      limitA: 63.5,
      defaultA: 0,
      bidirectional: false,
      members: [
        { stationId: 'CP-1', evseId: 1, maxA: 16, committedA: 6 },
        { stationId: 'CP-1', evseId: 2, maxA: 0, committedA: 6, transactionId: 't1' },
      ],
      updatedAt: '2026-11-23T08:00:00Z',
    })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { site: { tenant: 'acme', siteId: 'S1' } } })
  })

  it('are read, listed and removed', async () => {
    assert.equal((await gateway.call('GET', '/v1/sites/S1')).status, 200)
    const { body } = await gateway.call('GET', '/v1/sites?limit=1')
    assert.partialDeepStrictEqual(body, { items: [{ siteId: 'S1' }] })
    assert.equal((await gateway.call('DELETE', '/v1/sites/S1')).status, 204)
    assert.equal((await gateway.call('GET', '/v1/sites/S1')).status, 404)
  })

  it('are refused without a limit, or with one that is none', async () => {
    for (const body of [{}, { limitA: '63' }, { limitA: -1 }, { limitA: 20_000 }]) {
      const answer = await gateway.call('PUT', '/v1/sites/S1', body)
      assert.equal(answer.status, 400)
      assert.partialDeepStrictEqual(answer.body, { field: 'limitA' })
    }
  })
})
