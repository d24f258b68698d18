import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { type Rig, startRig } from '../testing/rig.ts'
import { deleteSite } from './delete-site.ts'
import { getSite } from './get-site.ts'
import { listSites } from './list-sites.ts'
import { putSite } from './put-site.ts'

describe('sites', () => {
  let rig: Rig
  let pokes = 0
  before(async () => {
    rig = await startRig({ dispatch: false })
  })
  after(() => rig.close())

  const put = (siteId: string, stations: string[], change: Partial<Site> = {}) => {
    const members = stations.map(stationId => ({ stationId, evseId: 1 }))
    return putSite(
      rig.database,
      { site: Site.fromPartial({ tenant: 'default', siteId, limitA: 60, members, ...change }) },
      () => {
        pokes++
      },
    )
  }
  const rejects = (run: Promise<unknown>, code: string, field: string) =>
    assert.rejects(run, (e: unknown) => e instanceof Failure && e.code === code && e.field === field)

  it('stores a site and has it planned', async () => {
    const site = await put('S1', ['A', 'B'])
    assert.deepEqual(
      site.members.map(m => [m.stationId, m.evseId, m.maxA, m.committedA]),
      [
        ['A', 1, 32, 6],
        ['B', 1, 32, 6],
      ],
    )
    assert.equal(pokes, 1)
    assert.deepEqual(await getSite(rig.database, { tenant: 'default', siteId: 'S1' }), site)
  })

  it('keeps what members that stay have accepted', async () => {
    await rig.database.query(`UPDATE site_members SET accepted_default_a = 6, committed_a = 20 WHERE station_id = 'A'`)
    const site = await put('S1', ['A', 'C'])
    assert.deepEqual(
      site.members.map(m => [m.stationId, m.committedA]),
      [
        ['A', 20],
        ['C', 6],
      ],
    )
  })

  it('remembers whether EVs may give energy back, which they may not unless it says so (OCPP 2.1 Q01)', async () => {
    assert.equal((await put('S5', [])).bidirectional, false)
    await put('S5', [], { bidirectional: true })
    assert.equal((await getSite(rig.database, { tenant: 'default', siteId: 'S5' })).bidirectional, true)
    await deleteSite(rig.database, { tenant: 'default', siteId: 'S5' })
  })

  it('refuses an EVSE that belongs to another site', async () => {
    await rejects(put('S2', ['X', 'A']), 'already_exists', 'members[1]')
    await rejects(getSite(rig.database, { tenant: 'default', siteId: 'S2' }), 'not_found', 'siteId')
  })

  it('keeps tenants apart', async () => {
    await put('S1', ['A'], { tenant: 'other' })
    assert.equal((await getSite(rig.database, { tenant: 'default', siteId: 'S1' })).members.length, 2)
  })

  it('pages through a list', async () => {
    await put('S3', [])
    await put('S4', [])
    const first = await listSites(rig.database, { tenant: 'default', pageSize: 2, pageToken: '' })
    assert.deepEqual(
      first.sites.map(s => s.siteId),
      ['S1', 'S3'],
    )
    const second = await listSites(rig.database, { tenant: 'default', pageSize: 2, pageToken: first.nextPageToken })
    assert.deepEqual([second.sites.map(s => s.siteId), second.nextPageToken], [['S4'], ''])
  })

  it('refuses bad input, naming the field', async () => {
    const list = (tenant: string, pageSize: number, pageToken: string) =>
      listSites(rig.database, { tenant, pageSize, pageToken })
    await rejects(list('default', 1001, ''), 'invalid_argument', 'pageSize')
    await rejects(list('default', 0, 'S1'), 'invalid_argument', 'pageToken')
    await rejects(list('a/b', 0, ''), 'invalid_argument', 'tenant')
    await rejects(getSite(rig.database, { tenant: 'default', siteId: 'a\0' }), 'invalid_argument', 'siteId')
    await rejects(deleteSite(rig.database, { tenant: '', siteId: 'S1' }), 'invalid_argument', 'tenant')
    await rejects(put('S9', [''], {}), 'invalid_argument', 'members[0].stationId')
    await rejects(put('S9', [], { tenant: '' }), 'invalid_argument', 'tenant')
    await rejects(put('S9', [], { name: 'a\nb' }), 'invalid_argument', 'name')
  })

  it('deletes a site once', async () => {
    await deleteSite(rig.database, { tenant: 'default', siteId: 'S4' })
    await rejects(deleteSite(rig.database, { tenant: 'default', siteId: 'S4' }), 'not_found', 'siteId')
  })
})
