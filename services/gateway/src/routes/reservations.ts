import { randomInt } from 'node:crypto'
import { fail, toFailure } from '@chargeplane/failure'
import type { IdToken } from '@chargeplane/proto/authorization/v1/authorization'
import type { Reservation } from '@chargeplane/proto/stations/v1/reservations'
import { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import { idTokenHash, instant, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'
import { commandResult } from './command-json.ts'
import { send, sendQuery } from './send-command.ts'

const tag = 'Reservations'
const path = '/v1/stations/{stationId}/reservations'
const params = z.object({ stationId })
const maxReservationId = 2 ** 31 - 1
const errors = ['not_found', 'failed_precondition', 'not_implemented', 'not_supported'] as const
const reservationId = z.int().min(1).max(maxReservationId)

const reservation = z
  .object({
    reservationId: z.int(),
    evseId: z.int().optional().describe('Left out: any EVSE. OCPP 1.6: the connector'),
    connectorType: z.string().optional(),
    idTokenHash: idTokenHash.optional(),
    expiresAt: timestamp,
    status: z
      .enum(['requested', 'active', 'rejected', 'cancelled', 'expired', 'removed', 'unused', 'used'])
      .describe(
        'requested: it is not known what the station made of it; removed: the EVSE failed; unused: nobody charged in time; used: by transactionId',
      ),
    refusal: z
      .string()
      .optional()
      .describe('Why it was rejected: Occupied, Faulted, Unavailable, Rejected, or an error'),
    transactionId: z.string().optional(),
    createdAt: timestamp,
  })
  .meta({ id: 'Reservation', description: 'OCPP H, 1.6 5.13' })

function toJson(message: Reservation): z.input<typeof reservation> {
  return {
    reservationId: message.reservationId,
    evseId: message.evseId === 0 ? undefined : message.evseId,
    connectorType: optional(message.connectorType),
    idTokenHash: optional(message.idTokenHash),
    expiresAt: message.expiresAt,
    status: reservation.shape.status.parse(message.status),
    refusal: optional(message.refusal),
    transactionId: optional(message.transactionId),
    createdAt: message.createdAt,
  }
}

/** Who it is for has to be known: an EVSE that nobody may charge at is blocked for everybody. */
async function findToken({ peers }: Gateway, tenant: string, idToken: string): Promise<IdToken> {
  return peers.idTokens.getIdToken({ tenant, idToken, hash: '' }).catch((error: unknown) => {
    if (toFailure(error).code !== 'not_found') throw error
    throw fail('failed_precondition', 'the id token is not known', { field: 'idToken' })
  })
}

const made = z
  .object({
    reservationId: z.int(),
    accepted: z.boolean().describe('Whether the station holds it'),
    command: commandResult,
  })
  .meta({ id: 'ReservationMade' })

const statusOf = z.object({ status: z.string() })

/** ReserveNow and CancelReservation answer a status in every version. */
function isAccepted({ response }: z.input<typeof commandResult>): boolean {
  const answer = statusOf.safeParse(response)
  return answer.success && answer.data.status === 'Accepted'
}

const reserve = route({
  id: 'reserve',
  method: 'POST',
  path,
  role: 'operator',
  tag,
  summary: 'Reserve an EVSE for an id token, whatever the OCPP version',
  params,
  query: z.strictObject(sendQuery),
  body: z.strictObject({
    idToken: z.string().min(1).max(255).describe('A known token; members of its group may use the reservation, too'),
    evseId: z.int().min(1).max(maxReservationId).optional().describe('Left out: any EVSE. OCPP 1.6: the connector'),
    connectorType: z.string().min(1).max(20).optional().describe('OCPP 2.x ConnectorEnumType; not in 1.6'),
    expiresAt: instant.describe('RFC 3339'),
  }),
  response: made,
  errors,
  async handle({ params, query, body, tenant, gateway }) {
    const token = await findToken(gateway, tenant, body.idToken)
    const reservationId = randomInt(1, maxReservationId)
    const value = {
      reservationId,
      evseId: body.evseId ?? 0,
      connectorType: body.connectorType ?? '',
      idToken: body.idToken,
      idTokenType: token.type,
      groupIdToken: token.groupIdToken,
      idTokenHash: token.hash,
      expiresAt: body.expiresAt,
    }
    const command = await send(gateway, { tenant, ...params, ...query, command: { $case: 'reserve', value } })
    return { reservationId, accepted: isAccepted(command), command }
  },
})

const cancelReservation = route({
  id: 'cancelReservation',
  method: 'DELETE',
  path: `${path}/{reservationId}`,
  role: 'operator',
  tag,
  summary: 'Have a station give up a reservation',
  params: z.object({ stationId, reservationId: z.coerce.number().pipe(reservationId) }),
  query: z.strictObject(sendQuery),
  response: made.extend({ accepted: z.boolean().describe('Whether the station has given it up') }),
  errors,
  async handle({ params: { stationId, reservationId }, query, tenant, gateway }) {
    const command = await send(gateway, {
      tenant,
      stationId,
      ...query,
      command: { $case: 'cancelReservation', value: { reservationId } },
    })
    return { reservationId, accepted: isAccepted(command), command }
  },
})

const listReservations = route({
  id: 'listReservations',
  method: 'GET',
  path,
  role: 'viewer',
  tag,
  summary: 'List the reservations that a station was asked for, newest first',
  params,
  query: z.strictObject(pageQuery),
  response: pageOf(reservation),
  errors: ['not_found'],
  async handle({ params, query, tenant, gateway }) {
    const list = `reservations/${params.stationId}`
    const pageToken = decodeCursor(list, query.cursor)
    const page = await gateway.peers.visits.listReservations({ tenant, ...params, pageSize: query.limit, pageToken })
    return { items: page.reservations.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const reservationRoutes = [reserve, cancelReservation, listReservations]
