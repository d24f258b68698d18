// What it takes to be let in by each security profile, beside the password (OCPP A00, A05).
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
import type { Revocations } from '../sockets/revocations.ts'
import type { ClientCertificate, SecurityProfile, UpgradeRequest } from '../sockets/websocket.ts'

/** ConnectionRefused.reason. */
export type ProofFault =
  | 'lower_profile'
  | 'foreign_tenant'
  | 'no_certificate'
  | 'foreign_certificate'
  | 'expired_certificate'
  | 'revoked_certificate'

/** With what a station has come in. */
export interface Proof {
  readonly profile: SecurityProfile
  /** CN of its certificate in the spelling that it is registered in; empty without one. */
  readonly serialNumber: string
  /** Whether the certificate has expired: let in all the same, to be given another (A00.FR.429). */
  readonly expired: boolean
}

/** Sessions without a certificate share these: a proof of their own would be memory for nothing. */
const passwordProofs: Readonly<Record<SecurityProfile, Proof>> = {
  1: { profile: 1, serialNumber: '', expired: false },
  2: { profile: 2, serialNumber: '', expired: false },
  3: { profile: 3, serialNumber: '', expired: false },
}

export const passwordProof = (profile: SecurityProfile): Proof => passwordProofs[profile]

export interface ProofRules {
  /** CPO names of a tenant; the O of its stations' certificates is one of them. */
  organizationsOf(tenant: string): readonly string[]
  revocations: Revocations
}

type Asked = Pick<UpgradeRequest, 'profile' | 'certificate' | 'tenants'>

/** `station`: as registered, or as it calls itself. For profiles 1 and 2 the password is still to be checked. */
export function proofOf(
  rules: ProofRules,
  { tenant, station }: { tenant: string; station: string },
  { security }: StationAccess,
  { profile, certificate, tenants }: Asked,
): Proof | ProofFault {
  if (tenants !== undefined && !tenants.has(tenant)) return 'foreign_tenant'
  const floor = security?.profile ?? 0
  const mayStepDown = security?.allowDowngrade === true && floor === 3 && profile === 2
  if (profile < floor && !mayStepDown) return 'lower_profile'
  if (profile < 3) return passwordProofs[profile]
  if (certificate === undefined) return 'no_certificate'
  const serialNumber = security?.serialNumber || station
  // Identities are spelt in any case; a serial number that was registered is not.
  const isNamed = security?.serialNumber
    ? certificate.commonName === serialNumber
    : certificate.commonName.toLowerCase() === serialNumber.toLowerCase()
  if (!isNamed) return 'foreign_certificate'
  const owners = rules.organizationsOf(tenant)
  if (!certificate.organizations.some(organization => owners.includes(organization))) return 'foreign_certificate'
  if (isRevoked(rules, security?.revoked ?? [], certificate)) return 'revoked_certificate'
  const now = Date.now()
  const expired = certificate.notAfterMs < now
  if (certificate.notBeforeMs > now || (expired && security?.admitExpired !== true)) return 'expired_certificate'
  return { profile, serialNumber, expired }
}

function isRevoked({ revocations }: ProofRules, revoked: readonly string[], certificate: ClientCertificate): boolean {
  const { fingerprint, serialNumber, issuer } = certificate
  return revoked.includes(fingerprint) || revoked.includes(`${serialNumber}/${issuer}`) || revocations.has(certificate)
}

/** Whether stations has to hear of it before the station comes in: it was never let in with that much before. */
export function isNews({ known, security }: StationAccess, { profile, certificate }: Asked): boolean {
  if (!known) return false
  if (profile > Math.max(1, security?.profile ?? 0)) return true
  return profile === 3 && certificate !== undefined && security?.presented.includes(certificate.fingerprint) !== true
}

/** EDGE_CPO_NAMES: `tenant=name`, or `*=name` for every tenant. Undefined when it is not that. */
export function cpoName(entry: string): [tenant: string, name: string] | undefined {
  const equals = entry.indexOf('=')
  const [tenant, name] = [entry.slice(0, Math.max(0, equals)).trim(), entry.slice(equals + 1).trim()]
  return equals < 1 || tenant === '' || name === '' ? undefined : [tenant, name]
}

/** A tenant with names of its own has no others. */
export function organizationsBy(entries: readonly string[]): ProofRules['organizationsOf'] {
  const names = Map.groupBy(
    entries.map(cpoName).filter(pair => pair !== undefined),
    ([tenant]) => tenant,
  )
  const of = new Map([...names].map(([tenant, pairs]) => [tenant, pairs.map(([, name]) => name)]))
  return tenant => of.get(tenant) ?? of.get('*') ?? []
}
