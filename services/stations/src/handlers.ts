// Everything this service answers and listens to.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import { SecurityEventServiceService } from '@chargeplane/proto/stations/v1/certificates'
import { DataTransferServiceService } from '@chargeplane/proto/stations/v1/data_transfer'
import { StationVisitServiceService } from '@chargeplane/proto/stations/v1/reservations'
import {
  CommandServiceService,
  StationAccessServiceService,
  StationServiceService,
} from '@chargeplane/proto/stations/v1/stations'
import type { Routing } from '@chargeplane/routing'
import { implement, type RpcService } from '@chargeplane/rpc'
import { type DiagnosticsNeeds, diagnosticsHandlers, diagnosticsService } from './diagnostics/handlers.ts'
import { edgeFleet } from './edges/fleet.ts'
import { batterySwapped } from './events/battery-swapped.ts'
import { certificateSigningRequested } from './events/certificate-signing-requested.ts'
import { commandCompleted } from './events/command-completed.ts'
import { connectionRefused } from './events/connection-refused.ts'
import { deviceModelReported } from './events/device-model-reported.ts'
import { identityContested } from './events/identity-contested.ts'
import { monitoredEventsReported } from './events/monitored-events-reported.ts'
import { reservationEnded } from './events/reservation-ended.ts'
import { reservationUsed } from './events/reservation-used.ts'
import { securityEventReported } from './events/security-event-reported.ts'
import { stationBooted } from './events/station-booted.ts'
import { stationConnected } from './events/station-connected.ts'
import { stationDisconnected } from './events/station-disconnected.ts'
import { stationSpoke } from './events/station-spoke.ts'
import { statusReported } from './events/status-reported.ts'
import { joiningResults } from './results/join.ts'
import { results } from './results/table.ts'
import { arrivals } from './rpc/arrivals.ts'
import type { BootNeeds } from './rpc/boot.ts'
import { cancelCommand } from './rpc/cancel-command.ts'
import { createStation, type RegistryNeeds } from './rpc/create-station.ts'
import { dataTransferVendors } from './rpc/data-transfer-vendors.ts'
import { deleteStation } from './rpc/delete-station.ts'
import { getCommand } from './rpc/get-command.ts'
import { getStation } from './rpc/get-station.ts'
import { importStations } from './rpc/import-stations.ts'
import { listBatterySwaps } from './rpc/list-battery-swaps.ts'
import { listCommands } from './rpc/list-commands.ts'
import { listReservations } from './rpc/list-reservations.ts'
import { listSecurityEvents } from './rpc/list-security-events.ts'
import { listStations } from './rpc/list-stations.ts'
import { listVariables } from './rpc/list-variables.ts'
import { type RotateNeeds, rotatePassword } from './rpc/rotate-password.ts'
import { type SendCommandNeeds, sendCommand } from './rpc/send-command.ts'
import { updateStation } from './rpc/update-station.ts'
import { securityService } from './security/handlers.ts'
import { recordSecurity } from './security/record-security.ts'
import { keepingReservations } from './visits/keep-reservations.ts'

const ownHandlers: Handlers = {
  'chargeplane.ocpp.v1.StationDisconnected': stationDisconnected,
  'chargeplane.ocpp.v1.ConnectionRefused': connectionRefused,
  'chargeplane.ocpp.v1.IdentityContested': identityContested,
  'chargeplane.ocpp.v1.StationBooted': stationBooted,
  'chargeplane.ocpp.v1.StatusReported': statusReported,
  'chargeplane.ocpp.v1.DeviceModelReported': deviceModelReported,
  'chargeplane.ocpp.v1.MonitoredEventsReported': monitoredEventsReported,
  'chargeplane.ocpp.v1.DataTransferred': stationSpoke,
  'chargeplane.ocpp.v1.TokenPresented': stationSpoke,
  'chargeplane.ocpp.v1.ChargingLimitReported': stationSpoke,
  'chargeplane.ocpp.v1.ChargingLimitCleared': stationSpoke,
  'chargeplane.ocpp.v1.ChargingNeedsReported': stationSpoke,
  'chargeplane.ocpp.v1.EvScheduleReported': stationSpoke,
  'chargeplane.ocpp.v1.ChargingProfilesReported': stationSpoke,
  'chargeplane.ocpp.v1.PriorityChargingReported': stationSpoke,
  'chargeplane.ocpp.v1.DynamicScheduleRequested': stationSpoke,
  'chargeplane.ocpp.v1.DerControlReported': stationSpoke,
  'chargeplane.ocpp.v1.DerAlarmReported': stationSpoke,
  'chargeplane.ocpp.v1.DerControlStarted': stationSpoke,
  'chargeplane.ocpp.v1.DerControlStopped': stationSpoke,
  'chargeplane.ocpp.v1.ReservationEnded': reservationEnded,
  'chargeplane.transactions.v1.ReservationUsed': reservationUsed,
  'chargeplane.ocpp.v1.BatterySwapped': batterySwapped,
  'chargeplane.ocpp.v1.PaymentSettled': stationSpoke,
  'chargeplane.ocpp.v1.VatNumberChecked': stationSpoke,
  'chargeplane.ocpp.v1.SecurityEventReported': securityEventReported,
  'chargeplane.ocpp.v1.CertificateSigningRequested': certificateSigningRequested,
  'chargeplane.ocpp.v1.CertificateStatusRequested': stationSpoke,
  'chargeplane.ocpp.v1.EvCertificateRequested': stationSpoke,
  'chargeplane.ocpp.v1.CommandCompleted': commandCompleted,
  ...diagnosticsHandlers,
}

/** What stations report for a command is joined to it, beside whatever else it means. `tellsBackOff`: see stationConnected. */
export function eventHandlers(wanted: { tellsBackOff: boolean }): Handlers {
  return joiningResults({ ...ownHandlers, 'chargeplane.ocpp.v1.StationConnected': stationConnected(wanted) }, results)
}

export interface ServiceNeeds extends DiagnosticsNeeds, RegistryNeeds, RotateNeeds, BootNeeds, SendCommandNeeds {
  routing: Pick<Routing, 'lookup' | 'edges'>
  database: Database
  /** See certificates/services.ts. */
  certificates: RpcService
}

export function rpcServices(needs: ServiceNeeds): RpcService[] {
  const { database } = needs
  return [
    implement(StationAccessServiceService, {
      ...arrivals(needs),
      recordSecurity: recordSecurity(needs),
    }),
    implement(StationServiceService, {
      createStation: createStation(needs),
      importStations: importStations(needs),
      getStation: getStation(database),
      listStations: listStations(database),
      updateStation: updateStation(needs),
      deleteStation: deleteStation(needs),
      rotatePassword: rotatePassword(needs),
      listVariables: listVariables(database),
    }),
    needs.certificates,
    securityService(needs),
    implement(SecurityEventServiceService, { listSecurityEvents: listSecurityEvents(database) }),
    diagnosticsService(needs),
    implement(CommandServiceService, {
      sendCommand: keepingReservations(database, sendCommand(needs)),
      getCommand: getCommand(database),
      listCommands: listCommands(database),
      cancelCommand: cancelCommand(needs.waiting),
    }),
    edgeFleet(needs.routing),
    implement(DataTransferServiceService, dataTransferVendors(database)),
    implement(StationVisitServiceService, {
      listReservations: listReservations(database),
      listBatterySwaps: listBatterySwaps(database),
    }),
  ]
}
