import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Bench, openBench } from '../testing/bench.ts'
import { dataTransferVendors } from './data-transfer-vendors.ts'

describe('vendors of DataTransfer', () => {
  let bench: Bench
  before(async () => {
    bench = await openBench()
  })
  after(() => bench.close())

  const vendors = () => dataTransferVendors(bench.database)
  const call = { signal: new AbortController().signal }
  const put = (vendorId: string, messageIds: string[] = [], tenant = 'default') =>
    vendors().putVendor({ tenant, vendorId, messageIds }, call)
  const decide = async (vendorId: string, messageId = '', tenant = 'default') =>
    (await vendors().decideTransfer({ tenant, vendorId, messageId }, call)).status

  it('P02.FR.06, FR.07: are taken with any message, or with the ones that were named, in any case', async () => {
    await put('com.Example')
    await put('EN+', ['gatewayInfo', 'ping'])
    assert.deepEqual([await decide('com.example'), await decide('COM.EXAMPLE', 'Hello')], ['Accepted', 'Accepted'])
    assert.deepEqual([await decide('en+', 'GatewayInfo'), await decide('EN+', 'ping')], ['Accepted', 'Accepted'])
    assert.deepEqual([await decide('EN+', 'other'), await decide('EN+')], ['UnknownMessageId', 'UnknownMessageId'])
    assert.deepEqual([await decide('com.other'), await decide('')], ['UnknownVendorId', 'UnknownVendorId'])
    assert.equal(await decide('com.example', '', 'acme'), 'UnknownVendorId', 'each tenant has its own')
  })

  it('are put, read, replaced, listed page by page and removed', async () => {
    const tenant = 'acme'
    await put('b', [], tenant)
    await put('A', ['x', 'x', 'y'], tenant)
    assert.deepEqual(await vendors().getVendor({ tenant, vendorId: 'a' }, call), {
      tenant,
      vendorId: 'A',
      messageIds: ['x', 'y'],
    })
    await put('a', [], tenant)
    const first = await vendors().listVendors({ tenant, pageSize: 1, pageToken: '' }, call)
    assert.deepEqual(first.vendors, [{ tenant, vendorId: 'a', messageIds: [] }])
    const second = await vendors().listVendors({ tenant, pageSize: 1, pageToken: first.nextPageToken }, call)
    assert.deepEqual([second.vendors[0]?.vendorId, second.nextPageToken], ['b', ''])
    await vendors().deleteVendor({ tenant, vendorId: 'B' }, call)
    for (const gone of [vendors().deleteVendor, vendors().getVendor]) {
      await assert.rejects(gone({ tenant, vendorId: 'b' }, call), { code: 'not_found', field: 'vendorId' })
    }
    assert.equal(await decide('b', '', tenant), 'UnknownVendorId')
  })

  it('are refused with the field named', async () => {
    await assert.rejects(put(''), { code: 'invalid_argument', field: 'vendorId' })
    await assert.rejects(put('a', ['ok', 'x'.repeat(256)]), { code: 'invalid_argument', field: 'messageIds[1]' })
    await assert.rejects(put('a', Array(1001).fill('x')), { code: 'invalid_argument', field: 'messageIds' })
    await assert.rejects(put('a', [], '/'), { code: 'invalid_argument', field: 'tenant' })
  })
})
