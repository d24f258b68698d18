// What an edge needs to admit a station: read through memory, so that PostgreSQL may be away without one known station noticing.
import { type Queryable, type ReadThrough, readThrough } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { AccessSecurity } from '@chargeplane/proto/stations/v1/security'
import { gathered } from './gather.ts'
import { addressKey, type StationAddress } from './identity.ts'
import type { Registration } from './registration.ts'
import { accessSecurityOf, type SecurityRow, securityColumns } from './security/read.ts'

export interface Access {
  /** As registered. */
  stationId: string
  registration: Registration
  passwordVerifier: string
  /** Of a password that the station may or may not use yet; empty when there is none. */
  pendingVerifier: string
  /** What the last boot was answered; empty before the first. */
  bootStatus: Registration | ''
  /** Whether its messages are held to OCPP's schemas. */
  strict: boolean
  /** As of its last boot; empty before the first. */
  profile: { vendor: string; model: string; firmwareVersion: string }
  /** Undefined where nothing is asked but the rules of the listener. */
  security: AccessSecurity | undefined
}

export interface AccessBook {
  /** Undefined: not registered. Rejects `unavailable` when PostgreSQL is away and the station was never read. */
  get(address: StationAddress): Promise<Access | undefined>
  /** Straight from PostgreSQL. */
  read(address: StationAddress): Promise<Access | undefined>
  /** What was read last, however old. */
  remembered(address: StationAddress): Access | undefined
  remember(address: StationAddress, access: Access): void
  /** The row has changed: what is remembered is never used again. */
  changed(address: StationAddress): void
  /** Reads every station, up to the size of the memory, for an outage to come. Ends early, without failing, when PostgreSQL goes away. */
  warmUp(): Promise<number>
}

interface AccessRow extends SecurityRow {
  tenant: string
  station_key: string
  station_id: string
  registration: Registration
  password_verifier: string
  pending_verifier: string
  boot_status: Registration | ''
  strict: boolean
  vendor: string | null
  model: string | null
  firmware_version: string | null
}

const select = `SELECT s.tenant, s.station_key, s.station_id, s.registration, s.password_verifier, s.pending_verifier, s.boot_status,
    s.strict, f.vendor, f.model, f.firmware_version, ${securityColumns}
  FROM stations s LEFT JOIN station_facts f ON f.tenant = s.tenant AND f.station_key = s.station_key`
const warmUpPage = 1000
/** Stations read by one statement. */
const maxAtOnce = 200

export function openAccessBook(database: Queryable, options: { max: number; freshMs: number }): AccessBook {
  const load = gathered(keys => loadAll(database, keys), maxAtOnce)
  const book: ReadThrough<Access> = readThrough({ ...options, load })
  return {
    get: address => book.get(addressKey(address)),
    read: address => load(addressKey(address)),
    remembered: address => book.peek(addressKey(address)),
    remember: (address, access) => book.put(addressKey(address), access),
    changed: address => book.changed(addressKey(address)),
    async warmUp() {
      try {
        return await offerAll(database, book, options.max)
      } catch (error) {
        if (toFailure(error).retryable) return book.size
        throw error
      }
    },
  }
}

async function loadAll(database: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, Access>> {
  const parts = keys.map(key => {
    const slash = key.indexOf('/')
    return { tenant: key.slice(0, slash), station: key.slice(slash + 1) }
  })
  const rows = await database.query<AccessRow>(
    `${select} WHERE (s.tenant, s.station_key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [parts.map(({ tenant }) => tenant), parts.map(({ station }) => station)],
  )
  return new Map(rows.map(row => [`${row.tenant}/${row.station_key}`, accessOf(row)]))
}

function accessOf(row: AccessRow): Access {
  return {
    stationId: row.station_id,
    registration: row.registration,
    passwordVerifier: row.password_verifier,
    pendingVerifier: row.pending_verifier,
    bootStatus: row.boot_status,
    strict: row.strict,
    profile: { vendor: row.vendor ?? '', model: row.model ?? '', firmwareVersion: row.firmware_version ?? '' },
    security: accessSecurityOf(row),
  }
}

async function offerAll(database: Queryable, book: ReadThrough<Access>, max: number): Promise<number> {
  let last: [string, string] = ['', '']
  for (let read = 0; read < max; ) {
    const rows = await database.query<AccessRow>(
      `${select} WHERE (s.tenant, s.station_key) > ($1, $2) ORDER BY s.tenant, s.station_key LIMIT $3`,
      [...last, Math.min(warmUpPage, max - read)],
    )
    for (const row of rows) book.offer(`${row.tenant}/${row.station_key}`, accessOf(row))
    read += rows.length
    const end = rows.at(-1)
    if (end === undefined || rows.length < warmUpPage) break
    last = [end.tenant, end.station_key]
  }
  return book.size
}
