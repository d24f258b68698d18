// The services that an edge asks, each reached over gRPC. Nothing connects before it is asked, so a peer that is away delays nobody's start.
import { AuthorizationServiceService } from '@chargeplane/proto/authorization/v1/authorization'
import { BillingDecisionServiceService } from '@chargeplane/proto/billing/v1/decisions'
import { ChargingDecisionServiceService } from '@chargeplane/proto/smartcharging/v1/charging'
import { CertificateServiceService } from '@chargeplane/proto/stations/v1/certificates'
import { DataTransferServiceService } from '@chargeplane/proto/stations/v1/data_transfer'
import { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import { rpcClient } from '@chargeplane/rpc'
import type { EdgeConfig } from './config.ts'

export function openPeers(config: EdgeConfig) {
  return {
    stations: rpcClient(StationAccessServiceService, config.CHARGEPLANE_STATIONS_ADDRESS),
    certificates: rpcClient(CertificateServiceService, config.CHARGEPLANE_STATIONS_ADDRESS),
    transfers: rpcClient(DataTransferServiceService, config.CHARGEPLANE_STATIONS_ADDRESS),
    authorization: rpcClient(AuthorizationServiceService, config.CHARGEPLANE_AUTHORIZATION_ADDRESS),
    smartCharging: rpcClient(ChargingDecisionServiceService, config.CHARGEPLANE_SMART_CHARGING_ADDRESS),
    billing: rpcClient(BillingDecisionServiceService, config.CHARGEPLANE_BILLING_ADDRESS),
  }
}
