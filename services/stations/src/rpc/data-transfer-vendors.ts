// Vendors whose DataTransfer is taken (OCPP 1.6 4.3, 2.x P02), and the decision about one message.
import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type {
  DataTransferServiceService,
  DataTransferVendor,
  DecideTransferRequest,
  GetVendorRequest,
} from '@chargeplane/proto/stations/v1/data_transfer'
import { checkText, keyset, type MethodsOf, pageSize, requireId, requireTenant } from '@chargeplane/rpc'

const pages = keyset('text')
const maxMessageIds = 1000
const columns = 'tenant, vendor_id, message_ids'

interface VendorRow {
  tenant: string
  vendor_id: string
  message_ids: string[]
}

const toMessage = ({ tenant, vendor_id, message_ids }: VendorRow): DataTransferVendor => ({
  tenant,
  vendorId: vendor_id,
  messageIds: message_ids,
})

const keyOf = ({ tenant, vendorId }: GetVendorRequest): [string, string] => [
  requireTenant(tenant),
  requireId(vendorId, 'vendorId').toLowerCase(),
]

async function find(database: Database, key: [string, string]): Promise<VendorRow | undefined> {
  const select = `SELECT ${columns} FROM data_transfer_vendors WHERE tenant = $1 AND vendor_key = $2`
  const [row] = await database.query<VendorRow>(select, key)
  return row
}

const unknownVendor = ({ vendorId }: GetVendorRequest) =>
  fail('not_found', `vendor '${vendorId}' is not registered`, { field: 'vendorId' })

/** A station may send any text for an id: what is none that could be registered is simply not known. */
async function decide(database: Database, request: DecideTransferRequest): Promise<string> {
  const vendor = await find(database, [requireTenant(request.tenant), request.vendorId.toLowerCase()])
  if (vendor === undefined) return 'UnknownVendorId'
  const messageId = request.messageId.toLowerCase()
  const isTaken = vendor.message_ids.length === 0 || vendor.message_ids.some(id => id.toLowerCase() === messageId)
  return isTaken ? 'Accepted' : 'UnknownMessageId'
}

function checkMessageIds(messageIds: readonly string[]): string[] {
  if (messageIds.length > maxMessageIds) {
    throw fail('invalid_argument', `messageIds has more than ${maxMessageIds} entries`, { field: 'messageIds' })
  }
  return [...new Set(messageIds.map((id, index) => checkText(id, `messageIds[${index}]`)))]
}

export function dataTransferVendors(database: Database): MethodsOf<DataTransferServiceService> {
  return {
    decideTransfer: async request => ({ status: await decide(database, request) }),
    async putVendor(vendor) {
      const [row] = await database.query<VendorRow>(
        `INSERT INTO data_transfer_vendors (tenant, vendor_key, vendor_id, message_ids) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, vendor_key) DO UPDATE SET vendor_id = excluded.vendor_id, message_ids = excluded.message_ids
         RETURNING ${columns}`,
        [...keyOf(vendor), vendor.vendorId, checkMessageIds(vendor.messageIds)],
      )
      if (row === undefined) throw fail('internal', 'the vendor was not stored')
      return toMessage(row)
    },
    async getVendor(request) {
      const row = await find(database, keyOf(request))
      if (row === undefined) throw unknownVendor(request)
      return toMessage(row)
    },
    async listVendors({ tenant, pageSize: requested, pageToken }) {
      const size = pageSize(requested)
      const [after = ''] = pages.after(pageToken) ?? []
      const rows = await database.query<VendorRow & { vendor_key: string }>(
        `SELECT ${columns}, vendor_key FROM data_transfer_vendors WHERE tenant = $1 AND vendor_key > $2
         ORDER BY vendor_key LIMIT $3`,
        [requireTenant(tenant), after, size + 1],
      )
      const { items, nextPageToken } = pages.cut(rows, size, row => [row.vendor_key])
      return { vendors: items.map(toMessage), nextPageToken }
    },
    async deleteVendor(request) {
      const deleted = await database.query(
        'DELETE FROM data_transfer_vendors WHERE tenant = $1 AND vendor_key = $2 RETURNING 1',
        keyOf(request),
      )
      if (deleted.length === 0) throw unknownVendor(request)
      return {}
    },
  }
}
