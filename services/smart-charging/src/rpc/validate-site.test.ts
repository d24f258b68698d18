import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { Site } from '@chargeplane/proto/smartcharging/v1/sites'
import { validateSite } from './validate-site.ts'

const member = (stationId: string, evseId = 1, maxA = 0) => ({
  stationId,
  evseId,
  maxA,
  committedA: 0,
  transactionId: '',
})
const site = (change: Partial<Site>) => Site.fromPartial({ tenant: 'default', siteId: 'S1', limitA: 60, ...change })
const refuses = (change: Partial<Site>, field: string) =>
  assert.throws(
    () => validateSite(site(change)),
    (e: unknown) => e instanceof Failure && e.code === 'invalid_argument' && e.field === field,
  )

describe('validateSite', () => {
  it('fills in the default limit so that the sum of defaults fits', () => {
    assert.equal(validateSite(site({ members: [member('A'), member('B')] })).defaultA, 6)
    assert.equal(validateSite(site({ members: Array.from({ length: 20 }, (_, i) => member(`S${i}`)) })).defaultA, 3)
  })
  it('fills in 32 A for an EVSE without a maximum', () => {
    assert.equal(validateSite(site({ members: [member('A')] })).members[0]?.maxA, 32)
  })
  it('names the field it refuses', () => {
    refuses({ limitA: 0 }, 'limitA')
    refuses({ limitA: Number.NaN }, 'limitA')
    refuses({ siteId: 'a b' }, 'siteId')
    refuses({ members: [member('A', 0)] }, 'members[0].evseId')
    refuses({ members: [member('')] }, 'members[0].stationId')
    refuses({ members: [member('A'), member('A')] }, 'members[1]')
    refuses({ members: [member('A'), member('B')], defaultA: 31 }, 'defaultA')
  })
  it('refuses a request without a site', () => {
    assert.throws(() => validateSite(undefined), /site is required/)
  })
})
