// The owners behind the API, each reached over gRPC. Nothing connects before it is asked, so a peer that is away delays nobody's start.
import type { peers } from '@chargeplane/config'
import { fail } from '@chargeplane/failure'
import {
  ApiKeyServiceService,
  AuthorizationServiceService,
  IdTokenServiceService,
} from '@chargeplane/proto/authorization/v1/authorization'
import { LocalListServiceService } from '@chargeplane/proto/authorization/v1/local_lists'
import {
  ChargeRecordServiceService,
  InvoiceServiceService,
  TariffServiceService,
} from '@chargeplane/proto/billing/v1/billing'
import { PaymentServiceService } from '@chargeplane/proto/billing/v1/payments'
import { StationChargingServiceService } from '@chargeplane/proto/smartcharging/v1/charging'
import { SiteServiceService } from '@chargeplane/proto/smartcharging/v1/sites'
import { CertificateServiceService, SecurityEventServiceService } from '@chargeplane/proto/stations/v1/certificates'
import { DataTransferServiceService } from '@chargeplane/proto/stations/v1/data_transfer'
import { DiagnosticsServiceService } from '@chargeplane/proto/stations/v1/diagnostics'
import { EdgeFleetServiceService } from '@chargeplane/proto/stations/v1/edges'
import { StationVisitServiceService } from '@chargeplane/proto/stations/v1/reservations'
import { StationSecurityServiceService } from '@chargeplane/proto/stations/v1/security'
import { CommandServiceService, StationServiceService } from '@chargeplane/proto/stations/v1/stations'
import { TransactionServiceService } from '@chargeplane/proto/transactions/v1/transactions'
import { healthDefinition, type RpcClient, rpcClient, servingStatus } from '@chargeplane/rpc'

/** `host:port` of each service. */
export interface PeerAddresses {
  stations: string
  authorization: string
  transactions: string
  smartCharging: string
  billing: string
}

/** The addresses as the environment names them. */
export function peerAddresses(config: Record<keyof typeof peers, string>): PeerAddresses {
  return {
    stations: config.CHARGEPLANE_STATIONS_ADDRESS,
    authorization: config.CHARGEPLANE_AUTHORIZATION_ADDRESS,
    transactions: config.CHARGEPLANE_TRANSACTIONS_ADDRESS,
    smartCharging: config.CHARGEPLANE_SMART_CHARGING_ADDRESS,
    billing: config.CHARGEPLANE_BILLING_ADDRESS,
  }
}

export interface Peers {
  readonly stations: RpcClient<typeof StationServiceService>
  readonly proofs: RpcClient<typeof StationSecurityServiceService>
  readonly commands: RpcClient<typeof CommandServiceService>
  readonly diagnostics: RpcClient<typeof DiagnosticsServiceService>
  readonly certificates: RpcClient<typeof CertificateServiceService>
  readonly securityEvents: RpcClient<typeof SecurityEventServiceService>
  readonly visits: RpcClient<typeof StationVisitServiceService>
  readonly edges: RpcClient<typeof EdgeFleetServiceService>
  readonly transfers: RpcClient<typeof DataTransferServiceService>
  readonly apiKeys: RpcClient<typeof ApiKeyServiceService>
  readonly authorization: RpcClient<typeof AuthorizationServiceService>
  readonly idTokens: RpcClient<typeof IdTokenServiceService>
  readonly localLists: RpcClient<typeof LocalListServiceService>
  readonly transactions: RpcClient<typeof TransactionServiceService>
  readonly sites: RpcClient<typeof SiteServiceService>
  readonly charging: RpcClient<typeof StationChargingServiceService>
  readonly tariffs: RpcClient<typeof TariffServiceService>
  readonly chargeRecords: RpcClient<typeof ChargeRecordServiceService>
  readonly invoices: RpcClient<typeof InvoiceServiceService>
  readonly payments: RpcClient<typeof PaymentServiceService>
  /** Asks a service's health method. Throws unavailable when it does not say "serving" within `withinMs`. */
  reach(service: keyof PeerAddresses, withinMs: number): Promise<void>
  close(): void
}

/** Reading and replacing may be repeated; what must not happen twice says so at its call (`once`). */
const deadlineMs = 5_000

/** For calls that make something new or act on the world: repeated, they would do it again. */
export const once = { retries: 0 } as const

export function openPeers(addresses: PeerAddresses): Peers {
  const options = { deadlineMs }
  const services = {
    stations: rpcClient(StationServiceService, addresses.stations, options),
    proofs: rpcClient(StationSecurityServiceService, addresses.stations, options),
    commands: rpcClient(CommandServiceService, addresses.stations, options),
    diagnostics: rpcClient(DiagnosticsServiceService, addresses.stations, options),
    certificates: rpcClient(CertificateServiceService, addresses.stations, options),
    securityEvents: rpcClient(SecurityEventServiceService, addresses.stations, options),
    visits: rpcClient(StationVisitServiceService, addresses.stations, options),
    edges: rpcClient(EdgeFleetServiceService, addresses.stations, options),
    transfers: rpcClient(DataTransferServiceService, addresses.stations, options),
    apiKeys: rpcClient(ApiKeyServiceService, addresses.authorization, options),
    authorization: rpcClient(AuthorizationServiceService, addresses.authorization, options),
    idTokens: rpcClient(IdTokenServiceService, addresses.authorization, options),
    localLists: rpcClient(LocalListServiceService, addresses.authorization, options),
    transactions: rpcClient(TransactionServiceService, addresses.transactions, options),
    sites: rpcClient(SiteServiceService, addresses.smartCharging, options),
    charging: rpcClient(StationChargingServiceService, addresses.smartCharging, options),
    tariffs: rpcClient(TariffServiceService, addresses.billing, options),
    chargeRecords: rpcClient(ChargeRecordServiceService, addresses.billing, options),
    invoices: rpcClient(InvoiceServiceService, addresses.billing, options),
    payments: rpcClient(PaymentServiceService, addresses.billing, options),
  }
  const health = {
    stations: rpcClient(healthDefinition, addresses.stations),
    authorization: rpcClient(healthDefinition, addresses.authorization),
    transactions: rpcClient(healthDefinition, addresses.transactions),
    smartCharging: rpcClient(healthDefinition, addresses.smartCharging),
    billing: rpcClient(healthDefinition, addresses.billing),
  }
  return {
    ...services,
    async reach(service, withinMs) {
      await assertServing(health[service], service, withinMs)
    },
    close() {
      for (const client of [...Object.values(services), ...Object.values(health)]) client.close()
    },
  }
}

async function assertServing(
  client: RpcClient<typeof healthDefinition>,
  service: string,
  withinMs: number,
): Promise<void> {
  const { status } = await client
    .check({ service: '' }, { deadlineMs: withinMs, retries: 0 })
    .catch((cause: unknown) => {
      throw fail('unavailable', `the ${service} service cannot be reached`, { cause })
    })
  if (status !== servingStatus.serving) throw fail('unavailable', `the ${service} service is not serving`)
}
