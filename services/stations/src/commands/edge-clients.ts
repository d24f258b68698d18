// Connections to edges, by address; edges come and go, so that only so many are kept.
import { type CallRequest, type CallResponse, EdgeServiceService } from '@chargeplane/proto/edge/v1/edge'
import { type RpcCallOptions, type RpcClient, rpcClient } from '@chargeplane/rpc'

export interface EdgeClients {
  /** One attempt, never more: a command that may have been sent is not sent again. */
  call(
    address: string,
    request: CallRequest,
    options: Pick<RpcCallOptions, 'deadlineMs' | 'signal'>,
  ): Promise<CallResponse>
  readonly size: number
  close(): void
}

interface Entry {
  client: RpcClient<typeof EdgeServiceService>
  running: number
}

export function openEdgeClients(max: number): EdgeClients {
  const entries = new Map<string, Entry>()

  function enter(address: string): Entry {
    const entry = entries.get(address) ?? { client: rpcClient(EdgeServiceService, address, { retries: 0 }), running: 0 }
    entries.delete(address)
    entries.set(address, entry)
    entry.running += 1
    return entry
  }

  /** Least recently used first. Closing one that waits for a station would lose its answer. */
  function makeRoom(): void {
    for (const [address, { client, running }] of entries) {
      if (entries.size <= max) return
      if (running > 0) continue
      client.close()
      entries.delete(address)
    }
  }

  return {
    async call(address, request, options) {
      const entry = enter(address)
      try {
        return await entry.client.call(request, options)
      } finally {
        entry.running -= 1
        makeRoom()
      }
    },
    get size() {
      return entries.size
    },
    close() {
      for (const { client } of entries.values()) client.close()
      entries.clear()
    },
  }
}
