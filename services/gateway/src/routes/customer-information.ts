import { z } from 'zod'
import { integer, stationId, timestamp } from '../http/fields.ts'
import { removal, route } from '../http/route.ts'

const tag = 'Diagnostics'
const path = '/v1/stations/{stationId}/customer-information/{requestId}'
const params = z.object({
  stationId,
  requestId: z.coerce.number().int().min(0).describe('Of the CustomerInformation command'),
})

const getCustomerInformation = route({
  id: 'getCustomerInformation',
  method: 'GET',
  path,
  // It is about a person: who may only look at stations does not see it.
  role: 'operator',
  tag,
  summary: 'Read what the station has said about a customer',
  description:
    'The text is in whatever form the maker of the station has chosen. It is kept for STATIONS_CUSTOMER_INFORMATION_HOURS and given out nowhere else.',
  params,
  response: z
    .object({
      requestId: z.int(),
      complete: z.boolean().describe('Every part has come'),
      generatedAt: timestamp.describe("By the station's clock"),
      text: z.string(),
      expiresAt: timestamp.describe('When it will be deleted'),
    })
    .meta({ id: 'CustomerInformation' }),
  errors: ['not_found'],
  async handle({ params: { stationId, requestId }, tenant, gateway }) {
    const request = { tenant, stationId, requestId: BigInt(requestId) }
    const message = await gateway.peers.diagnostics.getCustomerInformation(request)
    return { ...message, requestId: integer(message.requestId, 'requestId') }
  },
})

const deleteCustomerInformation = removal({
  id: 'deleteCustomerInformation',
  method: 'DELETE',
  path,
  role: 'operator',
  tag,
  summary: 'Delete what the station has said about a customer',
  params,
  async handle({ params: { stationId, requestId }, tenant, gateway }) {
    const request = { tenant, stationId, requestId: BigInt(requestId) }
    await gateway.peers.diagnostics.deleteCustomerInformation(request)
  },
})

export const customerInformationRoutes = [getCustomerInformation, deleteCustomerInformation]
