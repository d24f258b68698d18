import type { Database } from '@chargeplane/database'
import { fail } from '@chargeplane/failure'
import type { LocalList, SyncLocalListRequest } from '@chargeplane/proto/authorization/v1/local_lists'
import { requireId, requireTenant } from '@chargeplane/rpc'
import { changesOf, type KeyedEntry, wantedEntries } from '../local-lists/entries.ts'
import {
  acknowledge,
  type Claim,
  claim,
  nextVersion,
  readList,
  release,
  type StationAddress,
} from '../local-lists/records.ts'
import { type Commands, sendList } from '../local-lists/send.ts'

export interface LocalListNeeds {
  database: Database
  commands: Commands
}

type UpdateType = 'Full' | 'Differential' | 'None'

/**
 * OCPP D01. The changes where it is known what the station has, else everything; and everything after a Differential that the station did
 * not take (D01.FR.03). What the station has acknowledged is stored last: a crash before leaves its list to be sent as a whole.
 */
export function syncLocalList({ database, commands }: LocalListNeeds) {
  return async ({ tenant, stationId, full }: SyncLocalListRequest): Promise<LocalList> => {
    const station = { tenant: requireTenant(tenant), stationId: requireId(stationId, 'stationId') }
    const claimed = await claim(database, station)
    try {
      const wanted = await wantedEntries(database, station)
      const sync = { database, commands, station, wanted }
      const updateType = await bring(sync, full ? { ...claimed, acknowledged: undefined } : claimed)
      const list = await readList(database, station)
      if (list === undefined) throw fail('internal', 'a list was acknowledged and is not there')
      return { ...list, updateType }
    } finally {
      await release(database, station)
    }
  }
}

interface Sync extends LocalListNeeds {
  station: StationAddress
  wanted: KeyedEntry[]
}

async function bring(sync: Sync, { acknowledged }: Claim): Promise<UpdateType> {
  if (acknowledged !== undefined) {
    const changes = changesOf(acknowledged, sync.wanted)
    if (changes.length === 0) return 'None'
    if ((await attempt(sync, false, changes)) === 'Accepted') return 'Differential'
  }
  const status = await attempt(
    sync,
    true,
    sync.wanted.map(({ entry }) => entry),
  )
  if (status === 'Accepted') return 'Full'
  if (status === 'NotSupported') {
    throw fail('not_supported', 'the station keeps no list of tokens', { field: 'stationId' })
  }
  throw fail('failed_precondition', `the station answered ${status} to a full list`, { field: 'stationId' })
}

async function attempt(
  { database, commands, station, wanted }: Sync,
  full: boolean,
  entries: Parameters<typeof sendList>[2]['entries'],
) {
  const versionNumber = await nextVersion(database, station)
  const status = await sendList(commands, station, { versionNumber, full, entries })
  if (status === 'Accepted') await acknowledge(database, station, versionNumber, wanted)
  return status
}
