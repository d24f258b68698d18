// What an edge says of itself to those who operate it, and does for them.
import { fail } from '@chargeplane/failure'
import { EdgeAdminServiceService } from '@chargeplane/proto/edge/v1/admin'
import { implement, type RpcService } from '@chargeplane/rpc'
import type { Sessions } from '../sessions/sessions.ts'
import type { Departures } from './departures.ts'

export interface AdminOptions {
  edgeId: string
  version: string
  sessions: Pick<Sessions, 'all' | 'size'>
  departures: Departures
}

/** EdgeAdminService of proto/. */
export function adminHandlers({ edgeId, version, sessions, departures }: AdminOptions): RpcService {
  const since = new Date().toISOString()
  return implement(EdgeAdminServiceService, {
    async drain({ connections }) {
      if (connections < 1) throw fail('invalid_argument', 'at least one station is sent away', { field: 'connections' })
      return departures.begin(connections)
    },
    async getStatus() {
      let charging = 0
      for (const session of sessions.all()) if (session.charging) charging += 1
      const { left: leaving, stopping } = departures
      return { edgeId, version, connections: sessions.size, charging, leaving, stopping, since }
    },
  })
}
