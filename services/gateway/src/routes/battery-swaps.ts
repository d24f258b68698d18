import { randomInt } from 'node:crypto'
import type { SwappedBattery } from '@chargeplane/proto/ocpp/v1/battery'
import type { BatterySwap } from '@chargeplane/proto/stations/v1/reservations'
import { z } from 'zod'
import { idTokenHash, integer, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'
import { commandResult } from './command-json.ts'
import { send, sendQuery } from './send-command.ts'

const tag = 'Battery swaps'
const path = '/v1/stations/{stationId}/battery-swaps'
const params = z.object({ stationId })
const requestId = z.int().describe('Ties the batteries that go in and come out to each other, and to the request')
const maxRequestId = 2 ** 31 - 1

const battery = z.object({
  slot: z.int().describe('evseId'),
  serialNumber: z.string(),
  socPercent: z.number(),
  sohPercent: z.number(),
  producedAt: timestamp.optional(),
  vendorInfo: z.string().optional(),
})

const batterySwap = z
  .object({
    requestId,
    idTokenHash,
    in: z
      .object({ at: timestamp, batteries: z.array(battery) })
      .nullable()
      .describe('null: nothing has gone in yet'),
    out: z.object({ at: timestamp, batteries: z.array(battery) }).nullable(),
    timedOutAt: timestamp.optional().describe('When the station gave up waiting for its batteries to be taken'),
  })
  .meta({ id: 'BatterySwap', description: 'OCPP 2.1 S' })

const toBattery = ({ evseId, producedAt, vendorInfo, ...rest }: SwappedBattery): z.input<typeof battery> => ({
  slot: evseId,
  ...rest,
  producedAt: optional(producedAt),
  vendorInfo: optional(vendorInfo),
})

function toJson(swap: BatterySwap): z.input<typeof batterySwap> {
  const moved = (at: string, batteries: SwappedBattery[]) =>
    at === '' ? null : { at, batteries: batteries.map(toBattery) }
  return {
    requestId: integer(swap.requestId, 'requestId'),
    idTokenHash: swap.idTokenHash,
    in: moved(swap.inAt, swap.batteriesIn),
    out: moved(swap.outAt, swap.batteriesOut),
    timedOutAt: optional(swap.timedOutAt),
  }
}

const requestBatterySwap = route({
  id: 'requestBatterySwap',
  method: 'POST',
  path,
  role: 'operator',
  tag,
  summary: 'Have a station swap the batteries of a driver whose token is accepted',
  params,
  query: z.strictObject(sendQuery),
  body: z.strictObject({
    idToken: z.string().min(1).max(255),
    idTokenType: z.string().min(1).max(20).default('ISO14443').describe('OCPP 2.x IdTokenEnumType'),
  }),
  response: z.object({ requestId, command: commandResult }),
  errors: ['not_found', 'failed_precondition', 'not_implemented', 'not_supported'],
  async handle({ params, query, body, tenant, gateway }) {
    const requestId = randomInt(1, maxRequestId)
    const payload = { requestId, idToken: { idToken: body.idToken, type: body.idTokenType } }
    const value = { action: 'RequestBatterySwap', payload: JSON.stringify(payload) }
    const command = await send(gateway, { tenant, ...params, ...query, command: { $case: 'native', value } })
    return { requestId, command }
  },
})

const listBatterySwaps = route({
  id: 'listBatterySwaps',
  method: 'GET',
  path,
  role: 'viewer',
  tag,
  summary: 'List what a swap station took in and gave out, newest first',
  params,
  query: z.strictObject(pageQuery),
  response: pageOf(batterySwap),
  errors: ['not_found'],
  async handle({ params, query, tenant, gateway }) {
    const list = `battery-swaps/${params.stationId}`
    const pageToken = decodeCursor(list, query.cursor)
    const page = await gateway.peers.visits.listBatterySwaps({ tenant, ...params, pageSize: query.limit, pageToken })
    return { items: page.batterySwaps.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const batterySwapRoutes = [requestBatterySwap, listBatterySwaps]
