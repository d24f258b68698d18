import { DisplayMessage } from '@chargeplane/proto/ocpp/v1/display'
import type { KnownDisplayMessage } from '@chargeplane/proto/stations/v1/diagnostics'
import { z } from 'zod'
import { integer, optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'

const displayMessage = z
  .object({
    messageId: z.int(),
    priority: z.string().describe('AlwaysFront, InFront or NormalCycle'),
    state: z.string().optional().describe('Of the station, in which it is shown; left out: any'),
    startsAt: timestamp.optional(),
    endsAt: timestamp.optional(),
    transactionId: z.string().optional().describe('The transaction that it is shown during'),
    display: z
      .object({
        component: z.string(),
        componentInstance: z.string().optional(),
        evseId: z.int().optional(),
        connectorId: z.int().optional(),
      })
      .optional()
      .describe("Left out: the station's main one"),
    texts: z
      .array(z.object({ format: z.string(), language: z.string().optional(), content: z.string() }))
      .describe('One, and more in other languages'),
    reportedAt: timestamp,
  })
  .meta({ id: 'DisplayMessage', description: 'A message that a station has been given to display' })

type DisplayMessageJson = z.input<typeof displayMessage>

function displayOf(message: DisplayMessage): DisplayMessageJson['display'] {
  const { component, componentInstance, evseId, connectorId } = message
  if (component === '') return undefined
  return {
    component,
    componentInstance: optional(componentInstance),
    evseId: evseId === 0 ? undefined : evseId,
    connectorId: connectorId === 0 ? undefined : connectorId,
  }
}

function toJson({ message = DisplayMessage.create(), reportedAt }: KnownDisplayMessage): DisplayMessageJson {
  return {
    messageId: integer(message.messageId, 'messageId'),
    priority: message.priority,
    state: optional(message.state),
    startsAt: optional(message.startsAt),
    endsAt: optional(message.endsAt),
    transactionId: optional(message.transactionId),
    display: displayOf(message),
    texts: message.texts.map(({ format, language, content }) => ({ format, language: optional(language), content })),
    reportedAt,
  }
}

const listDisplayMessages = route({
  id: 'listDisplayMessages',
  method: 'GET',
  path: '/v1/stations/{stationId}/display-messages',
  role: 'viewer',
  tag: 'Diagnostics',
  summary: 'List the messages that the station has been given to display, as far as is known',
  description:
    'From lists of the station, and from answers to SetDisplayMessage and ClearDisplayMessage. A station drops messages whose time or transaction has ended by itself: GetDisplayMessages tells what it still has.',
  params: z.object({ stationId }),
  query: z.strictObject(pageQuery),
  response: pageOf(displayMessage),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor }, tenant, gateway }) {
    const list = `display-messages/${params.stationId}`
    const pageToken = decodeCursor(list, cursor)
    const page = await gateway.peers.diagnostics.listDisplayMessages({ tenant, ...params, pageSize: limit, pageToken })
    return { items: page.messages.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const displayMessageRoutes = [listDisplayMessages]
