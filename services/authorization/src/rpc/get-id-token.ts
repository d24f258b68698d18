import type { Queryable } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { GetIdTokenRequest, IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import { requireTenant } from '@chargeplane/rpc'
import { type HashToken, type IdTokenRow, idTokenColumns, toIdToken } from '../id-tokens.ts'
import { checkIdToken } from '../input.ts'

/** The hash of the token that a request names, by itself or by its hash. */
export function namedHash(request: GetIdTokenRequest, hashToken: HashToken): string {
  requireTenant(request.tenant)
  if (request.hash === '') {
    checkIdToken(request.idToken, 'idToken')
    return hashToken(request.tenant, request.idToken)
  }
  if (request.idToken !== '') {
    throw fail('invalid_argument', 'a token is named by idToken or by hash, not by both', { field: 'hash' })
  }
  if (!/^[0-9a-f]{64}$/.test(request.hash)) {
    throw fail('invalid_argument', 'hash must be 64 lower-case hex digits', { field: 'hash' })
  }
  return request.hash
}

/** Does not repeat the token: messages are logged. */
export function unknownToken() {
  return fail('not_found', 'there is no such id token', { field: 'idToken' })
}

/** Also the only way from the hash in an event back to the token. */
export function getIdToken({ database, hashToken }: { database: Queryable; hashToken: HashToken }) {
  return async (request: GetIdTokenRequest): Promise<IdToken> => {
    const hash = namedHash(request, hashToken)
    const [row] = await database.query<IdTokenRow>(
      `SELECT ${idTokenColumns} FROM id_tokens WHERE tenant = $1 AND hash = $2`,
      [request.tenant, hash],
    )
    if (row === undefined) throw unknownToken()
    return toIdToken(row)
  }
}
