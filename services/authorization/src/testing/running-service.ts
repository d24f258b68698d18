// The service as a process, with clients of all it serves.
import {
  ApiKeyServiceService,
  AuthorizationServiceService,
  IdTokenServiceService,
} from '@chargeplane/proto/authorization/v1/authorization'
import { openServiceWorld } from '@chargeplane/service/testing'
import { migrations } from '../migrations.ts'
import { hashKey } from './bench.ts'

export type World = Awaited<ReturnType<typeof openWorld>>
export type Instance = Awaited<ReturnType<World['start']>>

export async function openWorld() {
  const world = await openServiceWorld({
    main: new URL('../main.ts', import.meta.url),
    migrations,
    // Nobody is there: tests of the process need no station.
    env: { CHARGEPLANE_TOKEN_HASH_KEY: hashKey, CHARGEPLANE_STATIONS_ADDRESS: '127.0.0.1:1' },
  })
  return {
    ...world,
    async start(env?: Record<string, string>) {
      const process = await world.start(env)
      return {
        process,
        authorization: process.client(AuthorizationServiceService),
        idTokens: process.client(IdTokenServiceService),
        apiKeys: process.client(ApiKeyServiceService),
      }
    },
  }
}
