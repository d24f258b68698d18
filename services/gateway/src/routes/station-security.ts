// Certificates that stations were given, and what they say about their security.
import type { IssuedCertificate } from '@chargeplane/proto/stations/v1/certificates'
import { z } from 'zod'
import { optional, stationId, timestamp } from '../http/fields.ts'
import { decodeCursor, encodeCursor, pageOf, pageQuery } from '../http/paging.ts'
import { route } from '../http/route.ts'

const tag = 'Stations'
const params = z.object({ stationId })

const certificate = z
  .object({
    serialNumber: z.string().describe('Hex'),
    certificateType: z
      .string()
      .optional()
      .describe('OCPP CertificateSigningUseEnumType; left out, for everything the station uses a certificate for'),
    fingerprint: z.string().describe('SHA-256 of the certificate, hex'),
    subject: z.string(),
    notBefore: timestamp,
    notAfter: timestamp,
    issuedAt: timestamp,
    delivery: z
      .enum(['signed', 'waiting', 'installed', 'rejected', 'failed'])
      .describe('signed and waiting: not there yet; installed and rejected: what the station said; failed: given up'),
    deliveryError: z.string().optional().describe('What went wrong last'),
    chain: z.string().describe('PEM: the certificate and those between it and the root'),
  })
  .meta({ id: 'IssuedCertificate' })

const deliveries = ['signed', 'waiting', 'installed', 'rejected', 'failed'] as const

function toJson(message: IssuedCertificate): z.input<typeof certificate> {
  const { certificateType, deliveryError, delivery, ...rest } = message
  return {
    ...rest,
    certificateType: optional(certificateType),
    deliveryError: optional(deliveryError),
    delivery: deliveries.find(known => known === delivery) ?? 'failed',
  }
}

const listCertificates = route({
  id: 'listCertificates',
  method: 'GET',
  path: '/v1/stations/{stationId}/certificates',
  role: 'viewer',
  tag,
  summary: 'List the certificates that were issued to a station, newest first',
  params,
  query: z.strictObject(pageQuery),
  response: pageOf(certificate),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor }, tenant, gateway }) {
    const list = `certificates/${params.stationId}`
    const pageToken = decodeCursor(list, cursor)
    const request = { tenant, ...params, pageSize: limit, pageToken }
    const page = await gateway.peers.certificates.listIssuedCertificates(request)
    return { items: page.certificates.map(toJson), nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

const securityEvent = z
  .object({
    type: z.string().describe("From OCPP's list of security events, or the vendor's own"),
    occurredAt: timestamp.describe("RFC 3339, UTC, by the station's clock"),
    techInfo: z.string().optional(),
    receivedAt: timestamp,
  })
  .meta({ id: 'SecurityEvent' })

const listSecurityEvents = route({
  id: 'listSecurityEvents',
  method: 'GET',
  path: '/v1/stations/{stationId}/security-events',
  role: 'viewer',
  tag,
  summary: 'List the security events of a station, newest first',
  description: 'The newest thousand. All of them are in the event stream.',
  params,
  query: z.strictObject({ ...pageQuery, type: z.string().min(1).max(50).optional() }),
  response: pageOf(securityEvent),
  errors: ['not_found'],
  async handle({ params, query: { limit, cursor, type = '' }, tenant, gateway }) {
    const list = `security-events/${params.stationId}/${type}`
    const pageToken = decodeCursor(list, cursor)
    const request = { tenant, ...params, type, pageSize: limit, pageToken }
    const page = await gateway.peers.securityEvents.listSecurityEvents(request)
    const items = page.events.map(event => ({ ...event, techInfo: optional(event.techInfo) }))
    return { items, nextCursor: encodeCursor(list, page.nextPageToken) }
  },
})

export const securityRoutes = [listCertificates, listSecurityEvents]
