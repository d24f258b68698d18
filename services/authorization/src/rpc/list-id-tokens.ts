import type { Queryable } from '@chargeplane/database'
import type { ListIdTokensRequest, ListIdTokensResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { keyset, pageSize, requireTenant } from '@chargeplane/rpc'
import { type IdTokenRow, idTokenColumns, toIdToken } from '../id-tokens.ts'

const pages = keyset('text')

/** Tokens of a tenant in the order of their hashes: a page token ends up in URLs and access logs, where no raw token belongs. */
export function listIdTokens(database: Queryable) {
  return async (request: ListIdTokensRequest): Promise<ListIdTokensResponse> => {
    const tenant = requireTenant(request.tenant)
    const size = pageSize(request.pageSize)
    const [afterHash] = pages.after(request.pageToken) ?? ['']
    const rows = await database.query<IdTokenRow>(
      `SELECT ${idTokenColumns} FROM id_tokens WHERE tenant = $1 AND hash > $2 ORDER BY hash LIMIT $3`,
      [tenant, afterHash, size + 1],
    )
    const { items, nextPageToken } = pages.cut(rows, size, row => [row.hash])
    return { idTokens: items.map(toIdToken), nextPageToken }
  }
}
