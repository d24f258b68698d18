// Everything this service answers and listens to.
import type { Handlers } from '@chargeplane/events'
import {
  ApiKeyServiceService,
  AuthorizationServiceService,
  IdTokenServiceService,
} from '@chargeplane/proto/authorization/v1/authorization'
import { LocalListServiceService } from '@chargeplane/proto/authorization/v1/local_lists'
import { implement, type RpcService } from '@chargeplane/rpc'
import { transactionAuthorized } from './events/transaction-authorized.ts'
import { transactionEnded } from './events/transaction-ended.ts'
import { transactionStarted } from './events/transaction-started.ts'
import { type AuthorizeNeeds, authorize } from './rpc/authorize.ts'
import { type ApiKeyNeeds, createApiKey } from './rpc/create-api-key.ts'
import { deleteIdToken } from './rpc/delete-id-token.ts'
import { getIdToken } from './rpc/get-id-token.ts'
import { getLocalList } from './rpc/get-local-list.ts'
import { listApiKeys } from './rpc/list-api-keys.ts'
import { listIdTokens } from './rpc/list-id-tokens.ts'
import { type IdTokenNeeds, putIdToken } from './rpc/put-id-token.ts'
import { revokeApiKey } from './rpc/revoke-api-key.ts'
import { type LocalListNeeds, syncLocalList } from './rpc/sync-local-list.ts'
import { verifyApiKey } from './rpc/verify-api-key.ts'

export const eventHandlers: Handlers = {
  'chargeplane.transactions.v1.TransactionStarted': transactionStarted,
  'chargeplane.transactions.v1.TransactionAuthorized': transactionAuthorized,
  'chargeplane.transactions.v1.TransactionEnded': transactionEnded,
}

export type ServiceNeeds = AuthorizeNeeds & IdTokenNeeds & ApiKeyNeeds & LocalListNeeds

export function rpcServices(needs: ServiceNeeds): RpcService[] {
  const { database } = needs
  return [
    implement(AuthorizationServiceService, { authorize: authorize(needs) }),
    implement(IdTokenServiceService, {
      putIdToken: putIdToken(needs),
      getIdToken: getIdToken(needs),
      listIdTokens: listIdTokens(database),
      deleteIdToken: deleteIdToken(needs),
    }),
    implement(LocalListServiceService, {
      syncLocalList: syncLocalList(needs),
      getLocalList: getLocalList(database),
    }),
    implement(ApiKeyServiceService, {
      verifyApiKey: verifyApiKey(needs),
      createApiKey: createApiKey(needs),
      listApiKeys: listApiKeys(database),
      revokeApiKey: revokeApiKey(needs),
    }),
  ]
}
