// A dispatcher on a real database, sending its limits over real gRPC to stations that answer as told.
import { createTestDatabase, type Database, migrate, openDatabase } from '@chargeplane/database'
import { eventsMigrations } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { CommandServiceService, type LimitCommand } from '@chargeplane/proto/stations/v1/stations'
import { implement, rpcClient, serveRpc } from '@chargeplane/rpc'
import { logger } from '@chargeplane/telemetry'
import { type Dispatcher, startDispatcher } from '../dispatcher.ts'
import { limitSender } from '../send-limit.ts'

export type Behaviour = 'Accepted' | 'Rejected' | 'timeout' | 'offline'

export interface Rig {
  database: Database
  databaseUrl: string
  dispatcher: Dispatcher
  /** Every limit that reached a station, in order. */
  sent: (LimitCommand & { stationId: string })[]
  /** How a station answers from now on; Accepted unless said otherwise. */
  behave(stationId: string, behaviour: Behaviour): void
  stationsAddress: string
  close(): Promise<void>
}

export const schema = 'smart_charging'
export const migrations = [eventsMigrations, new URL('../../migrations/', import.meta.url)]

export async function startRig(options: { dispatch: boolean }): Promise<Rig> {
  const test = await createTestDatabase()
  await migrate(test.url, schema, ...migrations)
  const database = openDatabase({ url: test.url, schema, applicationName: 'smart-charging test', poolSize: 5 })
  const sent: Rig['sent'] = []
  const behaviours = new Map<string, Behaviour>()
  const service = implement(CommandServiceService, {
    async sendCommand({ stationId, command }) {
      const behaviour = behaviours.get(stationId) ?? 'Accepted'
      if (behaviour === 'offline') throw fail('failed_precondition', `station ${stationId} is not connected`)
      if (command?.$case === 'limit') sent.push({ ...command.value, stationId })
      const answered = behaviour !== 'timeout'
      return {
        commandId: '1',
        outcome: answered ? CommandOutcome.ANSWERED : CommandOutcome.TIMEOUT,
        action: 'SetChargingProfile',
        response: answered ? JSON.stringify({ status: behaviour }) : '',
        errorCode: '',
        errorDescription: '',
      }
    },
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
        poke: () => undefined,
      })
    : { poke: () => undefined, close: async () => undefined }
  return {
    database,
    databaseUrl: test.url,
    dispatcher,
    sent,
    behave: (stationId, behaviour) => void behaviours.set(stationId, behaviour),
    stationsAddress,
    async close() {
      await dispatcher.close()
      client.close()
      await server.close()
      await database.close()
      await test.drop()
    },
  }
}

/** Waits for a condition. */
export async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}
