import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { ListIdTokensRequest, ListIdTokensResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { type IdTokenRow, idTokenColumns, toIdToken } from '../id-tokens.ts'
import { checkPageSize, checkTenant } from '../input.ts'

/** Tokens of a tenant in the order of their hashes: a page token ends up in URLs and access logs, where no raw token belongs. */
export function listIdTokens(database: Queryable) {
  return async (request: ListIdTokensRequest): Promise<ListIdTokensResponse> => {
    checkTenant(request.tenant)
    const size = checkPageSize(request.pageSize)
    if (!/^([0-9a-f]{64})?$/.test(request.pageToken)) {
      throw fail('invalid_argument', 'pageToken is not one that was given out', { field: 'pageToken' })
    }
    const rows = await database.query<IdTokenRow>(
      `SELECT ${idTokenColumns} FROM id_tokens WHERE tenant = $1 AND hash > $2 ORDER BY hash LIMIT $3`,
      [request.tenant, request.pageToken, size + 1],
    )
    const page = rows.slice(0, size)
    const nextPageToken = rows.length > size ? (page.at(-1)?.hash ?? '') : ''
    return { idTokens: page.map(toIdToken), nextPageToken }
  }
}
