import type { DeleteIdTokenResponse, GetIdTokenRequest } from '@chargeplane/proto/authorization/v1/authorization'
import { type IdTokenRow, idTokenChanged, idTokenColumns } from '../id-tokens.ts'
import { namedHash, unknownToken } from './get-id-token.ts'
import type { IdTokenNeeds } from './put-id-token.ts'

/** From then on the token is unknown, and answered as AUTHORIZATION_UNKNOWN_TOKEN says; a transaction it has open goes on. */
export function deleteIdToken({ database, emit, hashToken, committed }: IdTokenNeeds) {
  return async (request: GetIdTokenRequest): Promise<DeleteIdTokenResponse> => {
    const hash = namedHash(request, hashToken)
    await database.transaction(async tx => {
      const [row] = await tx.query<IdTokenRow>(
        `DELETE FROM id_tokens WHERE tenant = $1 AND hash = $2 RETURNING ${idTokenColumns}`,
        [request.tenant, hash],
      )
      if (row === undefined) throw unknownToken()
      await emit(tx, idTokenChanged(row, 'deleted'))
    })
    committed(request.tenant, hash)
    return {}
  }
}
