// Sessions of CP-1 as the tests tell them.
import { stationConnected } from '../events/station-connected.ts'
import { stationDisconnected } from '../events/station-disconnected.ts'
import { getStation } from '../rpc/get-station.ts'
import type { Bench } from './bench.ts'
import { origin } from './origin.ts'

/** `at` is in minutes, see `origin`. */
export function sessionsOf(bench: Bench, tellsBackOff = false) {
  return {
    connected: (epoch: number, at: number, ocppVersion = '1.6') =>
      bench.receive(stationConnected({ tellsBackOff }), 'chargeplane.ocpp.v1.StationConnected', {
        origin: origin(epoch, 1, at),
        remoteAddress: '192.0.2.1',
        ocppVersion,
        securityProfile: 1,
      }),
    disconnected: (epoch: number, at: number, reason = 'closed', sequence = 9) =>
      bench.receive(stationDisconnected, 'chargeplane.ocpp.v1.StationDisconnected', {
        origin: origin(epoch, sequence, at),
        reason,
        code: 1000,
      }),
    /** What the API shows: connected, version, edge, last seen. */
    async presence() {
      const station = await getStation(bench.database)({ tenant: 'default', stationId: 'CP-1' })
      return [station.connected, station.ocppVersion, station.edgeId, station.lastSeenAt]
    },
  }
}
