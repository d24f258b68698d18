// The way of a command through this service, with an edge whose answers the test writes.
import type { CallRequest, CallResponse } from '@chargeplane/proto/edge/v1/edge'
import { SendCommandRequest, type SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { logger } from '@chargeplane/telemetry'
import { openEdgeClients } from '../commands/edge-clients.ts'
import { waitingCommands } from '../commands/waiting.ts'
import { getCommand } from '../rpc/get-command.ts'
import { listCommands } from '../rpc/list-commands.ts'
import { sendClaimed, sendCommand } from '../rpc/send-command.ts'
import type { Bench } from './bench.ts'
import { accepted, openTestRouting, startTestEdge } from './edge.ts'

const { signal } = new AbortController()

export type Commanding = Awaited<ReturnType<typeof openCommanding>>

export async function openCommanding(bench: Bench) {
  const { routing } = openTestRouting()
  const edges = openEdgeClients(4)
  const edge = await startTestEdge()
  // Longer than any run: hooks of all files run before the first test.
  await routing.renewLease('edge-1', edge.address, 600_000)
  const needs = {
    ...bench,
    routing,
    edges,
    log: logger('test'),
    defaultTimeoutMs: 5000,
    poke: () => {},
    waiting: waitingCommands(bench.database, bench.pepper),
    transfers: { schemes: ['https'], hosts: [] },
    checkFirmware: async () => {},
    patience: () => 60,
  }
  return {
    edge,
    routing,
    waiting: needs.waiting,
    sendClaimed: sendClaimed(needs),
    /** Registers a station, boots it and connects it. */
    async station(stationId: string, ocppVersion: string): Promise<void> {
      await bench.register(stationId)
      await bench.database.query(`UPDATE stations SET boot_status = 'Accepted' WHERE station_id = $1`, [stationId])
      await routing.register({ tenant: 'default', station: stationId, edgeId: 'edge-1', ocppVersion })
    },
    send: (stationId: string, more: Partial<SendCommandRequest>): Promise<SendCommandResponse> =>
      sendCommand(needs)(SendCommandRequest.fromPartial({ tenant: 'default', stationId, ...more }), { signal }),
    get: (stationId: string, commandId: string, waitForResultMs = 0) =>
      getCommand(bench.database)({ tenant: 'default', stationId, commandId, waitForResultMs }, { signal }),
    list: (stationId: string, more: { action?: string; pageSize?: number; pageToken?: string } = {}) =>
      listCommands(bench.database)({ tenant: 'default', stationId, action: '', pageSize: 0, pageToken: '', ...more }),
    async close(): Promise<void> {
      edges.close()
      await edge.close()
      await routing.close()
    },
  }
}

export const native = (action: string, payload: object): Partial<SendCommandRequest> => ({
  command: { $case: 'native', value: { action, payload: JSON.stringify(payload) } },
})

/** An edge that answers each call with what `respond` says of its payload. */
export function answering(respond: (payload: Record<string, unknown>, request: CallRequest) => object) {
  return async (request: CallRequest): Promise<CallResponse> => {
    return { ...accepted, response: JSON.stringify(respond(JSON.parse(request.payload), request)) }
  }
}
