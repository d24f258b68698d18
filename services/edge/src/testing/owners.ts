// The peers that an edge asks, as real gRPC servers: what stations and authorization would answer is set by the test.
import { createHash, randomBytes } from 'node:crypto'
import { Failure } from '@chargeplane/failure'
import type { StationProfile } from '@chargeplane/ocpp'
import {
  AuthorizationServiceService,
  type AuthorizeRequest,
  AuthorizeResponse,
} from '@chargeplane/proto/authorization/v1/authorization'
import { AccessSecurity } from '@chargeplane/proto/stations/v1/security'
import {
  type BootRequest,
  type BootResponse,
  type GetAccessRequest,
  StationAccess,
  StationAccessServiceService,
} from '@chargeplane/proto/stations/v1/stations'
import { answerEach, implement, serveRpc } from '@chargeplane/rpc'

export const pepper = 'a pepper for the tests'

/** What stations says of a station that nobody registered. */
export const unknownAccess: StationAccess = StationAccess.fromPartial({})

/** The format of stations.v1.StationAccess. */
export function verifierOf(password: string | Buffer): string {
  const salt = randomBytes(16)
  const hash = createHash('sha256').update(pepper).update(salt).update(password).digest('hex')
  return `sha256$${salt.toString('hex')}$${hash}`
}

export interface KnownStation {
  /** Empty: none is asked for. */
  password: string
  registrationStatus: string
  strict?: boolean
  security?: Partial<AccessSecurity>
  profile?: StationProfile
}

export interface Owners {
  address: string
  /** By tenant/station, in the registered spelling. */
  stations: Map<string, KnownStation>
  boots: BootRequest[]
  authorizations: AuthorizeRequest[]
  accessAsked: number
  /** Of access and boots; one may ask for many. */
  calls: number
  /** What edges had stored before they let a station in. */
  recorded: { station: string; profile: number }[]
  onBoot(request: BootRequest): Promise<BootResponse> | BootResponse
  onAuthorize(request: AuthorizeRequest): Promise<AuthorizeResponse> | AuthorizeResponse
  close(): Promise<void>
}

export async function serveOwners(port = 0): Promise<Owners> {
  const verifiers = new Map<string, string>()
  const verifier = (password: string) => {
    if (!verifiers.has(password)) verifiers.set(password, verifierOf(password))
    return verifiers.get(password) ?? ''
  }
  const find = (tenant: string, stationId: string) =>
    [...owners.stations].find(([key]) => key.toLowerCase() === `${tenant}/${stationId}`.toLowerCase())
  const one = {
    async getAccess({ tenant, stationId }: GetAccessRequest): Promise<StationAccess> {
      owners.accessAsked += 1
      const [key, station] = find(tenant, stationId) ?? []
      if (key === undefined || station === undefined) {
        return unknownAccess
      }
      const passwordVerifier = station.password === '' ? '' : verifier(station.password)
      const registered = key.slice(key.indexOf('/') + 1)
      return {
        ...unknownAccess,
        strict: station.strict ?? false,
        ...station.profile,
        known: true,
        admitted: true,
        passwordVerifier,
        registrationStatus: station.registrationStatus,
        stationId: registered,
        security: station.security && AccessSecurity.fromPartial(station.security),
      }
    },
    async boot(request: BootRequest): Promise<BootResponse> {
      owners.boots.push(request)
      return owners.onBoot(request)
    },
  }
  const counted = <Q, A>(answer: (question: Q) => Promise<A>) => {
    return (question: Q) => {
      owners.calls += 1
      return answer(question)
    }
  }
  const access = implement(StationAccessServiceService, {
    getAccess: counted(one.getAccess),
    boot: counted(one.boot),
    batchGetAccess: counted(async ({ requests }) => ({ answers: await answerEach(requests, one.getAccess) })),
    batchBoot: counted(async ({ requests }) => ({ answers: await answerEach(requests, one.boot) })),
    async recordSecurity({ tenant, stationId, profile, certificate }) {
      owners.recorded.push({ station: `${tenant}/${stationId}`, profile })
      const [, station] = find(tenant, stationId) ?? []
      if (station === undefined) return {}
      const { profile: before = 0, presented = [] } = station.security ?? {}
      const fingerprints = certificate === undefined ? presented : [certificate.fingerprint, ...presented]
      station.security = { ...station.security, profile: Math.max(before, profile), presented: fingerprints }
      return {}
    },
  })
  const authorization = implement(AuthorizationServiceService, {
    async authorize(request) {
      owners.authorizations.push(request)
      return owners.onAuthorize(request)
    },
  })
  const server = await serveRpc({ host: '127.0.0.1', port, services: [access, authorization] })
  const owners: Owners = {
    address: `127.0.0.1:${server.port}`,
    stations: new Map(),
    boots: [],
    authorizations: [],
    accessAsked: 0,
    calls: 0,
    recorded: [],
    onBoot: () => ({ status: 'Accepted', intervalS: 300 }),
    onAuthorize: () => AuthorizeResponse.fromPartial({ status: 'Accepted', expiresAt: '', groupIdToken: '' }),
    close: () => server.close(),
  }
  return owners
}

/** Answers a question never: the asker's deadline has to end it. */
export function silence(): Promise<never> {
  return new Promise(() => {})
}

export const away = new Failure('unavailable', 'the database is away')
