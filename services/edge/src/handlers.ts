// What an edge answers to other services, and what it takes from their events.
import { fail } from '@chargeplane/failure'
import { EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import type { StationAccessChanged } from '@chargeplane/proto/stations/v1/events'
import { implement, type RpcService } from '@chargeplane/rpc'
import type { AccessCache } from './admission/access.ts'
import type { Commands } from './commands/commands.ts'
import type { Fence } from './sessions/fence.ts'
import { closeCode, closeSession } from './sessions/session.ts'
import type { Sessions } from './sessions/sessions.ts'

export interface HandlersOptions {
  sessions: Sessions
  commands: Commands
  access: AccessCache
  fence: Pick<Fence, 'confirmed'>
}

/** By then the other instances of stations have heard of a change, ms. */
const othersHearMs = 2000

/** EdgeService of proto/. A session is addressed by its epoch: whoever asks for another one learns that it is not here. */
export function rpcHandlers({ sessions, commands, fence }: HandlersOptions): RpcService {
  const held = ({ tenant, stationId, epoch }: { tenant: string; stationId: string; epoch: bigint }) => {
    const session = sessions.find(tenant, stationId)
    return session !== undefined && !session.closed && BigInt(session.epoch) === epoch ? session : undefined
  }
  /** The same, after a sleep only when Redis says that the session is still the station's. */
  const current = async (request: Parameters<typeof held>[0]) => {
    const session = held(request)
    if (session === undefined) return undefined
    await fence.confirmed(session)
    return held(request) === session && session.closing !== 'replaced' ? session : undefined
  }
  return implement(EdgeServiceService, {
    async call(request, { signal }) {
      const session = await current(request)
      if (session === undefined)
        throw fail('not_found', 'this edge does not hold that session', { field: 'station_id' })
      return commands.call(session, request, signal)
    },
    async closeSession(request) {
      const session = held(request)
      if (session === undefined) return { closed: false }
      closeSession(session, 'replaced', closeCode.replaced, 'replaced by a newer connection')
      return { closed: true }
    },
  })
}

/** Topic stations.events: the next connection of that station asks again; a station that is deleted has no business here. */
export function accessChanged(
  { sessions, access }: Pick<HandlersOptions, 'sessions' | 'access'>,
  event: StationAccessChanged,
): void {
  const { tenant, stationId, change } = event
  access.invalidate({ tenant, station: stationId })
  // Who asks stations right now may be answered by an instance that has not heard of it itself.
  if (change === 'security_changed') {
    setTimeout(() => access.invalidate({ tenant, station: stationId }), othersHearMs).unref()
  }
  const session = change === 'deleted' ? sessions.find(tenant, stationId) : undefined
  if (session !== undefined)
    closeSession(session, 'closed', closeCode.policy, 'this station is not registered any more')
}
