import { z } from 'zod'
import { name, optional, stationId } from '../http/fields.ts'
import { route } from '../http/route.ts'
import { once } from '../peers.ts'

const most = 1000

const toImport = z.strictObject({
  stationId,
  name: name.optional(),
  registration: z.enum(['Accepted', 'Pending', 'Rejected']).default('Accepted').describe('What its boot is answered'),
})

const imported = z
  .object({
    items: z
      .array(
        z.object({
          stationId: z.string(),
          password: z
            .string()
            .optional()
            .describe('Generated; shown in this answer and nowhere else. Missing for one that was registered already'),
          alreadyRegistered: z.boolean().describe('It was there before, and is as it was'),
        }),
      )
      .describe('In the order of the request'),
  })
  .meta({ id: 'ImportedStations' })

export const importStations = route({
  id: 'importStations',
  method: 'POST',
  path: '/v1/station-imports',
  role: 'operator',
  tag: 'Stations',
  summary: 'Register many stations',
  description:
    'All of them or, when one is wrong, none; those that are registered already stay as they are. Each gets a password of its own, as with POST /v1/stations.',
  body: z.strictObject({ stations: z.array(toImport).min(1).max(most) }),
  response: imported,
  async handle({ body, tenant, gateway }) {
    const stations = body.stations.map(station => ({ name: '', ...station }))
    const answer = await gateway.peers.stations.importStations({ tenant, stations }, once)
    return { items: answer.stations.map(station => ({ ...station, password: optional(station.password) })) }
  },
})
