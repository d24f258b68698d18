import type { DeleteStationRequest, DeleteStationResponse } from '@chargeplane/proto/stations/v1/stations'
import { accessChanged } from '../access-changed.ts'
import { forgetDiagnostics } from '../diagnostics/forget.ts'
import { checkAddress, stationKey, unknownStation } from '../identity.ts'
import type { RegistryNeeds } from './create-station.ts'

/**
 * Removes a station and what it said of itself. Its epochs stay: a record that is still on its way, or a zombie's, must not look like news
 * of a station of the same name that is registered later.
 */
export function deleteStation({ database, emit, committed }: Omit<RegistryNeeds, 'pepper'>) {
  return async (request: DeleteStationRequest): Promise<DeleteStationResponse> => {
    checkAddress(request)
    const key = [request.tenant, stationKey(request.stationId)]
    await database.transaction(async tx => {
      const [deleted] = await tx.query<{ station_id: string }>(
        'DELETE FROM stations WHERE tenant = $1 AND station_key = $2 RETURNING station_id',
        key,
      )
      if (deleted === undefined) throw unknownStation(request)
      await tx.query('DELETE FROM connectors WHERE tenant = $1 AND station_key = $2', key)
      await tx.query('DELETE FROM variables WHERE tenant = $1 AND station_key = $2', key)
      await tx.query('DELETE FROM issued_certificates WHERE tenant = $1 AND station_key = $2', key)
      await tx.query('DELETE FROM waiting_commands WHERE tenant = $1 AND station_key = $2', key)
      await tx.query('DELETE FROM security_events WHERE tenant = $1 AND station_key = $2', key)
      await tx.query('DELETE FROM retry_back_offs WHERE tenant = $1 AND station_key = $2', key)
      await forgetDiagnostics(tx, key)
      await tx.query(
        `UPDATE station_facts SET vendor = '', model = '', serial_number = '', firmware_version = ''
         WHERE tenant = $1 AND station_key = $2`,
        key,
      )
      await emit(tx, accessChanged({ tenant: request.tenant, stationId: deleted.station_id }, 'deleted'))
    })
    committed(request)
    return {}
  }
}
