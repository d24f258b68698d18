// Whether a station may have a certificate for the name that it asks for.
import type { Queryable } from '@chargeplane/database'
import { type StationAddress, stationKey, unknownStation } from '../identity.ts'
import { type Refusal, refusal } from './refusal.ts'

interface NamesRow {
  serial_number: string | null
  taken: boolean
}

/**
 * The CN of a station's certificate is its serial number, or the identity it is registered under; never one that another station of the
 * tenant has (A00.FR.511). Throws not_found.
 */
async function checkStationName(
  db: Queryable,
  address: StationAddress,
  commonName: string,
): Promise<Refusal | undefined> {
  const key = stationKey(address.stationId)
  const wanted = commonName.toLowerCase()
  const [row] = await db.query<NamesRow>(
    `SELECT f.serial_number,
       EXISTS (SELECT FROM station_facts o WHERE o.tenant = $1 AND lower(o.serial_number) = $3 AND o.station_key <> $2)
       OR EXISTS (SELECT FROM stations o WHERE o.tenant = $1 AND o.station_key = $3 AND o.station_key <> $2) AS taken
     FROM stations s LEFT JOIN station_facts f ON f.tenant = s.tenant AND f.station_key = s.station_key
     WHERE s.tenant = $1 AND s.station_key = $2`,
    [address.tenant, key, wanted],
  )
  if (row === undefined) throw unknownStation(address)
  if (row.taken) return refusal('InvalidCSR', 'CN is the name of another station')
  if (wanted === key || wanted === row.serial_number?.toLowerCase()) return undefined
  return refusal('InvalidCSR', "CN is neither the station's serial number nor its identity (A00.FR.511)")
}

/** The CN of a V2G certificate is the SECC id of one of the station's ISO 15118 controllers (2.1 A02), where it has reported any. */
async function checkSeccName(db: Queryable, address: StationAddress, commonName: string): Promise<Refusal | undefined> {
  const reported = await db.query<{ value: string }>(
    `SELECT value FROM variables WHERE tenant = $1 AND station_key = $2 AND lower(component) = 'iso15118ctrlr'
     AND lower(variable) = 'seccid' AND value <> ''`,
    [address.tenant, stationKey(address.stationId)],
  )
  if (reported.length === 0 || reported.some(({ value }) => value.toLowerCase() === commonName.toLowerCase())) {
    return undefined
  }
  return refusal('InvalidCSR', 'CN is no SeccId of the station')
}

export function checkName(
  db: Queryable,
  address: StationAddress,
  use: 'station' | 'v2g',
  commonName: string,
): Promise<Refusal | undefined> {
  return use === 'v2g' ? checkSeccName(db, address, commonName) : checkStationName(db, address, commonName)
}
