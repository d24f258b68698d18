// The services behind the gateway as real gRPC servers in the test's own process; each test says how they answer.
import { fail } from '@chargeplane/failure'
import {
  ApiKey,
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
import { implement, type MethodsOf, type RpcService, type ServiceDefinition, serveRpc } from '@chargeplane/rpc'

export interface OwnerMethods {
  stations?: Partial<MethodsOf<typeof StationServiceService>>
  proofs?: Partial<MethodsOf<typeof StationSecurityServiceService>>
  commands?: Partial<MethodsOf<typeof CommandServiceService>>
  diagnostics?: Partial<MethodsOf<typeof DiagnosticsServiceService>>
  certificates?: Partial<MethodsOf<typeof CertificateServiceService>>
  securityEvents?: Partial<MethodsOf<typeof SecurityEventServiceService>>
  visits?: Partial<MethodsOf<typeof StationVisitServiceService>>
  edges?: Partial<MethodsOf<typeof EdgeFleetServiceService>>
  transfers?: Partial<MethodsOf<typeof DataTransferServiceService>>
  authorization?: Partial<MethodsOf<typeof AuthorizationServiceService>>
  apiKeys?: Partial<MethodsOf<typeof ApiKeyServiceService>>
  idTokens?: Partial<MethodsOf<typeof IdTokenServiceService>>
  localLists?: Partial<MethodsOf<typeof LocalListServiceService>>
  transactions?: Partial<MethodsOf<typeof TransactionServiceService>>
  sites?: Partial<MethodsOf<typeof SiteServiceService>>
  charging?: Partial<MethodsOf<typeof StationChargingServiceService>>
  tariffs?: Partial<MethodsOf<typeof TariffServiceService>>
  chargeRecords?: Partial<MethodsOf<typeof ChargeRecordServiceService>>
  invoices?: Partial<MethodsOf<typeof InvoiceServiceService>>
  payments?: Partial<MethodsOf<typeof PaymentServiceService>>
}

/** What an owner was asked. */
interface Asked {
  method: string
  request: unknown
}

export interface Owners {
  address: string
  asked: Asked[]
  close(): Promise<void>
}

/** The keys that every test's authorization service knows. */
export const keys = {
  viewer: 'cp_viewer-0123456789abcdef',
  operator: 'cp_operator-0123456789abcdef',
  admin: 'cp_admin-0123456789abcdef',
  /** An admin of another tenant. */
  stranger: 'cp_stranger-0123456789abcdef',
} as const

/** Serves every owner on one port. A method that the test does not give fails with deadline_exceeded, which nobody retries. */
export async function serveOwners(methods: OwnerMethods): Promise<Owners> {
  const asked: Asked[] = []
  const services = [
    partly(StationServiceService, methods.stations, asked),
    partly(StationSecurityServiceService, methods.proofs, asked),
    partly(CommandServiceService, methods.commands, asked),
    partly(DiagnosticsServiceService, methods.diagnostics, asked),
    partly(CertificateServiceService, methods.certificates, asked),
    partly(SecurityEventServiceService, methods.securityEvents, asked),
    partly(ApiKeyServiceService, { verifyApiKey: verifyKnownKey, ...methods.apiKeys }, asked),
    partly(IdTokenServiceService, methods.idTokens, asked),
    partly(LocalListServiceService, methods.localLists, asked),
    partly(TransactionServiceService, methods.transactions, asked),
    partly(SiteServiceService, methods.sites, asked),
    partly(StationChargingServiceService, methods.charging, asked),
    partly(TariffServiceService, methods.tariffs, asked),
    partly(ChargeRecordServiceService, methods.chargeRecords, asked),
    partly(InvoiceServiceService, methods.invoices, asked),
    partly(PaymentServiceService, methods.payments, asked),
    partly(StationVisitServiceService, methods.visits, asked),
    partly(EdgeFleetServiceService, methods.edges, asked),
    partly(DataTransferServiceService, methods.transfers, asked),
    partly(AuthorizationServiceService, methods.authorization, asked),
  ]
  const { port, close } = await serveRpc({ host: '127.0.0.1', port: 0, services })
  return { address: `127.0.0.1:${port}`, asked, close }
}

function partly<S extends ServiceDefinition>(
  definition: S,
  given: Partial<MethodsOf<S>> | undefined,
  asked: Asked[],
): RpcService {
  const { methods } = implement(definition, { ...refusals(definition), ...given } as MethodsOf<S>)
  return {
    methods: methods.map(({ definition, handle }) => ({
      definition,
      handle(request, call) {
        const method = definition.path.split('/')[2] ?? ''
        if (method !== 'VerifyApiKey') asked.push({ method, request })
        return handle(request, call)
      },
    })),
  }
}

function refusals(definition: ServiceDefinition) {
  const refuse = async () => {
    throw fail('deadline_exceeded', 'this test does not expect the call')
  }
  return Object.fromEntries(Object.keys(definition).map(name => [name, refuse]))
}

async function verifyKnownKey({ secret }: { secret: string }): Promise<ApiKey> {
  switch (secret) {
    case keys.viewer:
    case keys.operator:
    case keys.admin: {
      const role = secret.slice(3, secret.indexOf('-'))
      return ApiKey.fromPartial({ keyId: `key-${role}`, tenant: 'acme', role, name: role })
    }
    case keys.stranger:
      return ApiKey.fromPartial({ keyId: 'key-stranger', tenant: 'rival', role: 'admin', name: 'stranger' })
    default:
      throw fail('unauthenticated', 'unknown API key')
  }
}
