// A dispatcher on a real database, sending its limits over real gRPC to stations that answer as told.
import type { Database } from '@chargeplane/database'
import { createTestSchema } from '@chargeplane/database/testing'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { CommandServiceService, type LimitCommand, SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { implement, rpcClient, serveRpc } from '@chargeplane/rpc'
import { logger } from '@chargeplane/telemetry'
import { type Dispatcher, startDispatcher } from '../dispatcher.ts'
import { migrations } from '../migrations.ts'
import { limitSender } from '../send-limit.ts'

/** `slow`: its answer is held back until it behaves otherwise. */
type Behaviour = 'Accepted' | 'Rejected' | 'timeout' | 'offline' | 'slow'

export interface Rig {
  database: Database
  dispatcher: Dispatcher
  /** Every limit that reached a station, in order. */
  sent: (LimitCommand & { stationId: string })[]
  /** How a station answers from now on; Accepted unless said otherwise. */
  behave(stationId: string, behaviour: Behaviour): void
  stationsAddress: string
  close(): Promise<void>
}

async function notAsked(): Promise<never> {
  throw fail('not_implemented', 'smart charging does not ask for commands')
}

export async function startRig(options: { dispatch: boolean }): Promise<Rig> {
  const { database, drop } = await createTestSchema(migrations)
  const sent: Rig['sent'] = []
  const behaviours = new Map<string, Behaviour>()
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  const held = (stationId: string): Promise<void> => {
    const wait = waiting.get(stationId) ?? Promise.withResolvers<void>()
    waiting.set(stationId, wait)
    return wait.promise
  }
  const release = (stationId: string): void => {
    waiting.get(stationId)?.resolve()
    waiting.delete(stationId)
  }
  const service = implement(CommandServiceService, {
    async sendCommand({ stationId, command }) {
      const behaviour = behaviours.get(stationId) ?? 'Accepted'
      if (behaviour === 'offline') throw fail('failed_precondition', `station ${stationId} is not connected`)
      if (command?.$case === 'limit') sent.push({ ...command.value, stationId })
      if (behaviour === 'slow') await held(stationId)
      const answered = behaviour !== 'timeout'
      return SendCommandResponse.fromPartial({
        commandId: '1',
        outcome: answered ? CommandOutcome.ANSWERED : CommandOutcome.TIMEOUT,
        action: 'SetChargingProfile',
        response: answered ? JSON.stringify({ status: behaviour === 'slow' ? 'Accepted' : behaviour }) : '',
      })
    },
    getCommand: notAsked,
    listCommands: notAsked,
    cancelCommand: notAsked,
  })
  const server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
  const stationsAddress = `127.0.0.1:${server.port}`
  const client = rpcClient(CommandServiceService, stationsAddress, { retries: 0 })
  const log = logger('smart-charging test')
  const dispatcher = options.dispatch
    ? startDispatcher({
        database,
        sendLimit: limitSender(client, 2_000, log),
        log,
        pollMs: 50,
        retryMs: 300,
        claimS: 10,
        sitesAtOnce: 4,
        poke: () => undefined,
      })
    : { poke: () => undefined, close: async () => undefined }
  return {
    database,
    dispatcher,
    sent,
    behave(stationId, behaviour) {
      behaviours.set(stationId, behaviour)
      if (behaviour !== 'slow') release(stationId)
    },
    stationsAddress,
    async close() {
      for (const stationId of waiting.keys()) release(stationId)
      await dispatcher.close()
      client.close()
      await server.close()
      await drop()
    },
  }
}
