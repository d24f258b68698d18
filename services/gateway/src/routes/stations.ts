import { Station } from '@chargeplane/proto/stations/v1/stations'
import { z } from 'zod'
import { name, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { removal, route } from '../http/route.ts'
import { once } from '../peers.ts'

const tag = 'Stations'
const params = z.object({ stationId })
const registration = z.enum(['Accepted', 'Pending', 'Rejected']).describe("What the station's boot is answered")
const password = z
  .string()
  .regex(/^[A-Za-z0-9*\-_=:+|@.]{16,40}$/, 'must be 16 to 40 letters, digits or any of * - _ = : + | @ .')
  .describe('A password of your own choice; left out, one of 160 bits is generated')

const station = z
  .object({
    stationId: z.string(),
    name: z.string().optional(),
    registration: z.string().describe("Accepted, Pending or Rejected: what the station's boot is answered"),
    strict: z.boolean().describe("Whether its messages are held to OCPP's schemas: nothing is repaired or let pass"),
    connected: z.boolean(),
    ocppVersion: z.string().optional(),
    vendor: z.string().optional(),
    model: z.string().optional(),
    serialNumber: z.string().optional(),
    firmwareVersion: z.string().optional(),
    lastSeenAt: timestamp.optional(),
    createdAt: timestamp.optional(),
    edgeId: z.string().optional().describe('The edge that holds its connection'),
    connectors: z.array(
      z.object({
        evseId: z.int(),
        connectorId: z.int(),
        status: z.string().describe('OCPP 2.x ConnectorStatusEnumType'),
        errorCode: z.string().optional(),
        updatedAt: timestamp.optional(),
      }),
    ),
  })
  .meta({ id: 'Station' })

const withPassword = station
  .extend({ password: z.string().describe('For the station; shown in this answer and nowhere else') })
  .meta({ id: 'StationWithPassword' })

function toJson(message: Station): z.input<typeof station> {
  const { vendor, model, serialNumber, firmwareVersion, ocppVersion, lastSeenAt, createdAt, edgeId } = message
  return {
    stationId: message.stationId,
    name: optional(message.name),
    registration: message.registration,
    strict: message.strict,
    connected: message.connected,
    ocppVersion: optional(ocppVersion),
    vendor: optional(vendor),
    model: optional(model),
    serialNumber: optional(serialNumber),
    firmwareVersion: optional(firmwareVersion),
    lastSeenAt: optional(lastSeenAt),
    createdAt: optional(createdAt),
    edgeId: optional(edgeId),
    connectors: message.connectors.map(({ evseId, connectorId, status, errorCode, updatedAt }) => ({
      evseId,
      connectorId,
      status,
      errorCode: optional(errorCode),
      updatedAt: optional(updatedAt),
    })),
  }
}

const createStation = route({
  id: 'createStation',
  method: 'POST',
  path: '/v1/stations',
  role: 'operator',
  tag,
  summary: 'Register a station',
  description: 'Answers with the password that the station logs in with. It is not kept and cannot be read again.',
  body: z.strictObject({
    stationId,
    name: name.optional(),
    registration: registration.default('Accepted'),
    password: password.optional(),
  }),
  response: withPassword,
  errors: ['already_exists'],
  created: body => `/v1/stations/${encodeURIComponent(body.stationId)}`,
  async handle({ body, tenant, gateway }) {
    const request = { tenant, name: '', password: '', ...body }
    const created = await gateway.peers.stations.createStation(request, once)
    return { ...toJson(Station.fromPartial(created.station ?? {})), password: created.password }
  },
})

const listStations = route({
  id: 'listStations',
  method: 'GET',
  path: '/v1/stations',
  role: 'viewer',
  tag,
  summary: 'List stations',
  query: z.strictObject(pageQuery),
  response: pageOf(station),
  async handle({ query, tenant, gateway }) {
    const pageToken = decodeCursor('stations', query.cursor)
    const page = await gateway.peers.stations.listStations({ tenant, pageSize: query.limit, pageToken })
    return { items: page.stations.map(toJson), nextCursor: encodeCursor('stations', page.nextPageToken) }
  },
})

const getStation = route({
  id: 'getStation',
  method: 'GET',
  path: '/v1/stations/{stationId}',
  role: 'viewer',
  tag,
  summary: 'Read a station',
  params,
  response: station,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) => toJson(await gateway.peers.stations.getStation({ tenant, ...params })),
})

const updateStation = route({
  id: 'updateStation',
  method: 'PATCH',
  path: '/v1/stations/{stationId}',
  role: 'operator',
  tag,
  summary: 'Change the name, registration or strictness of a station',
  params,
  body: z
    .strictObject({
      name: name.optional(),
      registration: registration.optional(),
      strict: z
        .boolean()
        .optional()
        .describe("Hold its messages to OCPP's schemas, as for certification, in sessions that begin from now on"),
    })
    .refine(body => Object.values(body).some(value => value !== undefined), 'names nothing to change'),
  response: station,
  errors: ['not_found'],
  async handle({ params, body, tenant, gateway }) {
    const request = { tenant, ...params, name: body.name, registration: body.registration, strict: body.strict }
    return toJson(await gateway.peers.stations.updateStation(request))
  },
})

const deleteStation = removal({
  id: 'deleteStation',
  method: 'DELETE',
  path: '/v1/stations/{stationId}',
  role: 'operator',
  tag,
  summary: 'Remove a station',
  params,
  handle: ({ params, tenant, gateway }) => gateway.peers.stations.deleteStation({ tenant, ...params }),
})

/** As long as a station may take to answer a command, by the default of the stations service, and the way there and back. */
const deliveryDeadlineMs = 33_000

const rotatePassword = route({
  id: 'rotatePassword',
  method: 'POST',
  path: '/v1/stations/{stationId}/password',
  role: 'operator',
  tag,
  summary: 'Replace the password of a station',
  description:
    'The new password is in this answer and nowhere else. The old one is refused from now on, or, with deliver, when the station has accepted the new one; it stays when the station does not.',
  params,
  query: z.strictObject({
    deliver: z
      .enum(['true', 'false'])
      .default('false')
      .transform(word => word === 'true')
      .describe('Set the password on the station first (OCPP A01); it has to be connected'),
  }),
  body: z.strictObject({ password: password.optional() }).default({}),
  response: withPassword
    .extend({
      delivery: z
        .enum(['accepted', 'open'])
        .optional()
        .describe(
          'With deliver. accepted: the station uses the new password; open: it has not said so, or will after a reboot, and both are good until the next rotation',
        ),
    })
    .meta({ id: 'StationWithNewPassword' }),
  errors: ['not_found', 'failed_precondition'],
  async handle({ params, query: { deliver }, body, tenant, gateway }) {
    const request = { tenant, ...params, password: body.password ?? '', deliver }
    const options = deliver ? { ...once, deadlineMs: deliveryDeadlineMs } : once
    const rotated = await gateway.peers.stations.rotatePassword(request, options)
    const { password, delivery } = rotated
    const how = deliver && { delivery: delivery === 'accepted' ? ('accepted' as const) : ('open' as const) }
    return { ...toJson(Station.fromPartial(rotated.station ?? {})), password, ...how }
  },
})

export const stationRoutes = [createStation, listStations, getStation, updateStation, deleteStation, rotatePassword]
