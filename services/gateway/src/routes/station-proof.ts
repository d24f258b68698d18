// How a station has to prove who it is: its security profile (OCPP A00), its certificates, and the one way to lower the profile.
import type { StationSecurity } from '@chargeplane/proto/stations/v1/security'
import { z } from 'zod'
import { optional, stationId, timestamp } from '../http/fields.ts'
import { route } from '../http/route.ts'

const tag = 'Stations'
const params = z.object({ stationId })
const profile = z.union([z.literal(1), z.literal(2), z.literal(3)])
const reason = z.string().min(1).max(500).describe('Why, for those who read the record later')

const security = z
  .object({
    securityProfile: z
      .int()
      .describe(
        'Below it the station is not let in: the highest it has come with, or what was asked of it; 0: none yet',
      ),
    allowProfileDowngrade: z.boolean().describe('Whether it may come with profile 2 where securityProfile is 3'),
    serialNumber: z.string().optional().describe('CN of its certificate; left out, its identity'),
    admitExpiredCertificate: z
      .boolean()
      .describe(
        'Whether it may come with a certificate that has expired; its boot is Pending then, to be given another',
      ),
    certificates: z.array(
      z.object({
        fingerprint: z.string().describe('SHA-256, hex'),
        serialNumber: z.string().describe('Hex'),
        issuer: z.string(),
        notAfter: timestamp.optional(),
        firstSeenAt: timestamp,
      }),
    ),
    revoked: z.array(
      z.object({
        certificate: z.string().describe('Its fingerprint, or serialNumber/issuer'),
        reason: z.string(),
        revokedBy: z.string().describe('Id of the API key'),
        revokedAt: timestamp,
      }),
    ),
  })
  .meta({ id: 'StationSecurity' })

function toJson(message: StationSecurity): z.input<typeof security> {
  return {
    securityProfile: message.profile,
    allowProfileDowngrade: message.allowDowngrade,
    serialNumber: optional(message.serialNumber),
    admitExpiredCertificate: message.admitExpired,
    certificates: message.presented.map(({ notAfter, ...rest }) => ({ ...rest, notAfter: optional(notAfter) })),
    revoked: message.revoked.map(({ actor, ...rest }) => ({ ...rest, revokedBy: actor })),
  }
}

const getSecurity = route({
  id: 'getStationSecurity',
  method: 'GET',
  path: '/v1/stations/{stationId}/security',
  role: 'viewer',
  tag,
  summary: 'Read how a station has to prove who it is',
  params,
  response: security,
  errors: ['not_found'],
  handle: async ({ params, tenant, gateway }) => toJson(await gateway.peers.proofs.getSecurity({ tenant, ...params })),
})

const updateSecurity = route({
  id: 'updateStationSecurity',
  method: 'PATCH',
  path: '/v1/stations/{stationId}/security',
  role: 'admin',
  tag,
  summary: 'Change how a station has to prove who it is',
  description: 'The security profile only rises here. Sessions in being go on.',
  params,
  body: z
    .strictObject({
      securityProfile: profile.optional().describe('Refused when it is lower than it is'),
      allowProfileDowngrade: z
        .boolean()
        .optional()
        .describe('OCPP 2.1 AllowSecurityProfileDowngrade: from 3 to 2 only'),
      serialNumber: z.string().max(64).optional().describe('Empty: its identity'),
      admitExpiredCertificate: z.boolean().optional(),
    })
    .refine(body => Object.values(body).some(value => value !== undefined), 'names nothing to change'),
  response: security,
  errors: ['not_found', 'failed_precondition', 'already_exists'],
  async handle({ params, body, tenant, gateway }) {
    const updated = await gateway.peers.proofs.updateSecurity({
      ...{ tenant, ...params, profile: body.securityProfile, serialNumber: body.serialNumber },
      ...{ allowDowngrade: body.allowProfileDowngrade, admitExpired: body.admitExpiredCertificate },
    })
    return toJson(updated)
  },
})

const lowerProfile = route({
  id: 'lowerSecurityProfile',
  method: 'POST',
  path: '/v1/stations/{stationId}/security/lower-profile',
  role: 'admin',
  tag,
  summary: 'Let a station come with a lower security profile again',
  description: 'The one way down (OCPP A00.FR.005). Who did it and why is an event, SecurityProfileLowered.',
  params,
  body: z.strictObject({ securityProfile: profile, reason }),
  response: security,
  errors: ['not_found', 'failed_precondition'],
  async handle({ params, body, tenant, principal, gateway }) {
    const request = { tenant, ...params, profile: body.securityProfile, reason: body.reason, actor: principal.keyId }
    return toJson(await gateway.peers.proofs.lowerSecurityProfile(request))
  },
})

const revokeCertificate = route({
  id: 'revokeCertificate',
  method: 'POST',
  path: '/v1/stations/{stationId}/security/revocations',
  role: 'operator',
  tag,
  summary: 'Revoke a certificate of a station',
  description:
    'Edges refuse it from then on, in resumed TLS sessions too; a session in being goes on. There is no way back: a station is given a new certificate. Who did it and why is an event, CertificateRevoked.',
  params,
  body: z.union([
    z.strictObject({ fingerprint: z.string().max(100).describe('SHA-256, hex'), reason }),
    z.strictObject({ serialNumber: z.string().max(100).describe('Hex'), issuer: z.string().max(1000), reason }),
  ]),
  response: security,
  errors: ['not_found'],
  async handle({ params, body, tenant, principal, gateway }) {
    const which = { fingerprint: '', serialNumber: '', issuer: '', ...body }
    const request = { tenant, ...params, ...which, actor: principal.keyId }
    return toJson(await gateway.peers.proofs.revokeCertificate(request))
  },
})

export const proofRoutes = [getSecurity, updateSecurity, lowerProfile, revokeCertificate]
