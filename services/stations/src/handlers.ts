// Everything this service answers and listens to.
import type { Database } from '@chargeplane/database'
import type { Handlers } from '@chargeplane/events'
import {
  CommandServiceService,
  StationAccessServiceService,
  StationServiceService,
} from '@chargeplane/proto/stations/v1/stations'
import { implement, type RpcService } from '@chargeplane/rpc'
import { connectionRefused } from './events/connection-refused.ts'
import { deviceModelReported } from './events/device-model-reported.ts'
import { monitoredEventsReported } from './events/monitored-events-reported.ts'
import { stationBooted } from './events/station-booted.ts'
import { stationConnected } from './events/station-connected.ts'
import { stationDisconnected } from './events/station-disconnected.ts'
import { stationSpoke } from './events/station-spoke.ts'
import { statusReported } from './events/status-reported.ts'
import { joiningResults } from './results/join.ts'
import { results } from './results/table.ts'
import { type BootNeeds, boot } from './rpc/boot.ts'
import { createStation, type RegistryNeeds } from './rpc/create-station.ts'
import { deleteStation } from './rpc/delete-station.ts'
import { getAccess } from './rpc/get-access.ts'
import { getStation } from './rpc/get-station.ts'
import { listStations } from './rpc/list-stations.ts'
import { listVariables } from './rpc/list-variables.ts'
import { rotatePassword } from './rpc/rotate-password.ts'
import { type SendCommandNeeds, sendCommand } from './rpc/send-command.ts'
import { updateStation } from './rpc/update-station.ts'

const ownHandlers: Handlers = {
  'chargeplane.ocpp.v1.StationConnected': stationConnected,
  'chargeplane.ocpp.v1.StationDisconnected': stationDisconnected,
  'chargeplane.ocpp.v1.ConnectionRefused': connectionRefused,
  'chargeplane.ocpp.v1.StationBooted': stationBooted,
  'chargeplane.ocpp.v1.StatusReported': statusReported,
  'chargeplane.ocpp.v1.DeviceModelReported': deviceModelReported,
  'chargeplane.ocpp.v1.MonitoredEventsReported': monitoredEventsReported,
  'chargeplane.ocpp.v1.DataTransferred': stationSpoke,
  'chargeplane.ocpp.v1.TokenPresented': stationSpoke,
}

/** What stations report for a command is joined to it, beside whatever else it means. */
export const eventHandlers: Handlers = joiningResults(ownHandlers, results)

export interface ServiceNeeds extends RegistryNeeds, BootNeeds, SendCommandNeeds {
  database: Database
}

export function rpcServices(needs: ServiceNeeds): RpcService[] {
  const { database } = needs
  return [
    implement(StationAccessServiceService, {
      getAccess: getAccess(needs.access, needs.unknownPolicy),
      boot: boot(needs),
    }),
    implement(StationServiceService, {
      createStation: createStation(needs),
      getStation: getStation(database),
      listStations: listStations(database),
      updateStation: updateStation(needs),
      deleteStation: deleteStation(needs),
      rotatePassword: rotatePassword(needs),
      listVariables: listVariables(database),
    }),
    implement(CommandServiceService, { sendCommand: sendCommand(needs) }),
  ]
}
