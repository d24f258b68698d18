import type { DataTransferVendor } from '@chargeplane/proto/stations/v1/data_transfer'
import { z } from 'zod'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'

const tag = 'DataTransfer'
const path = '/v1/data-transfer-vendors/{vendorId}'
const vendorId = z.string().min(1).max(255).describe('As stations send it; case does not matter')
const params = z.object({ vendorId })
const messageIds = z
  .array(z.string().min(1).max(50))
  .max(1000)
  .default([])
  .describe('The only messages that are taken; none named: any')

const vendor = z.object({ vendorId: z.string(), messageIds: z.array(z.string()) }).meta({
  id: 'DataTransferVendor',
  description: 'Whose DataTransfer is answered Accepted; the data is in the event DataTransferred',
})

const toJson = ({ vendorId, messageIds }: DataTransferVendor): z.input<typeof vendor> => ({ vendorId, messageIds })

const putVendor = route({
  id: 'putDataTransferVendor',
  method: 'PUT',
  path,
  role: 'operator',
  tag,
  summary: 'Take the DataTransfer of a vendor',
  params,
  body: z.strictObject({ messageIds }),
  response: vendor,
  handle: async ({ params, body, tenant, gateway }) =>
    toJson(await gateway.peers.transfers.putVendor({ tenant, ...params, ...body })),
})

const getVendor = route({
  id: 'getDataTransferVendor',
  method: 'GET',
  path,
  role: 'viewer',
  tag,
  summary: 'Read a vendor',
  params,
  response: vendor,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) => toJson(await gateway.peers.transfers.getVendor({ tenant, ...params })),
})

const listVendors = route({
  id: 'listDataTransferVendors',
  method: 'GET',
  path: '/v1/data-transfer-vendors',
  role: 'viewer',
  tag,
  summary: 'List vendors whose DataTransfer is taken',
  query: z.strictObject(pageQuery),
  response: pageOf(vendor),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('vendors', query.cursor)
    const page = await gateway.peers.transfers.listVendors({ tenant, pageSize: query.limit, pageToken })
    return { items: page.vendors.map(toJson), nextCursor: encodeCursor('vendors', page.nextPageToken) }
  },
})

const deleteVendor = removal({
  id: 'deleteDataTransferVendor',
  method: 'DELETE',
  path,
  role: 'operator',
  tag,
  summary: 'Take no more DataTransfer of a vendor',
  params,
  handle: ({ params, tenant, gateway }) => gateway.peers.transfers.deleteVendor({ tenant, ...params }),
})

export const dataTransferRoutes = [putVendor, getVendor, listVendors, deleteVendor]
