// The other edges, told when a station of theirs has come to us.
import { toFailure } from '@chargeplane/failure'
import { EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import type { Route } from '@chargeplane/routing'
import { type RpcClient, rpcClient } from '@chargeplane/rpc'
import { logger } from '@chargeplane/telemetry'
import { sparingly } from '../sparingly.ts'

export interface EdgePeers {
  /** Best effort: a session that is not told is found out by its own edge, which sees the newer epoch, or by its silence. */
  closeSession(tenant: string, station: string, route: Route): void
  close(): void
}

/** Connections kept; an edge that was not needed for long is dialled again. */
const maxPeers = 200
/** A socket that is taken over is to be closed within a second. */
const deadlineMs = 1000

const log = logger('edge-peers')
const mayLog = sparingly(5, 10_000)

export function createEdgePeers(): EdgePeers {
  const clients = new Map<string, RpcClient<EdgeServiceService>>()

  function clientOf(address: string): RpcClient<EdgeServiceService> {
    const client = clients.get(address) ?? rpcClient(EdgeServiceService, address, { deadlineMs })
    clients.delete(address)
    clients.set(address, client)
    const oldest = clients.size > maxPeers ? clients.entries().next() : undefined
    if (oldest !== undefined && !oldest.done) {
      clients.delete(oldest.value[0])
      oldest.value[1].close()
    }
    return client
  }

  return {
    closeSession(tenant, station, { edgeAddress, epoch }) {
      clientOf(edgeAddress)
        .closeSession({ tenant, stationId: station, epoch: BigInt(epoch) })
        .catch(error => {
          if (mayLog())
            log.warn('the former holder of a station was not reached', { edgeAddress, failure: toFailure(error) })
        })
    },
    close() {
      for (const client of clients.values()) client.close()
      clients.clear()
    },
  }
}
