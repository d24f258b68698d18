// The service as a process, with clients of all it serves and Redis keys of its own.
import {
  CommandServiceService,
  StationAccessServiceService,
  StationServiceService,
} from '@chargeplane/proto/stations/v1/stations'
import { openServiceWorld } from '@chargeplane/service/testing'
import { migrations } from '../migrations.ts'
import { pepper } from './bench.ts'
import { redisUrl } from './edge.ts'

export type World = Awaited<ReturnType<typeof openWorld>>
export type Instance = Awaited<ReturnType<World['start']>>

export async function openWorld() {
  const world = await openServiceWorld({
    main: new URL('../main.ts', import.meta.url),
    migrations,
    env: { CHARGEPLANE_PASSWORD_PEPPER: pepper, REDIS_URL: redisUrl() },
  })
  return {
    ...world,
    async start(env: Record<string, string> = {}) {
      const process = await world.start({ CHARGEPLANE_REDIS_PREFIX: world.prefix, ...env })
      return {
        process,
        access: process.client(StationAccessServiceService),
        stations: process.client(StationServiceService),
        commands: process.client(CommandServiceService),
      }
    },
  }
}
