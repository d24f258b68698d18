// Which limits of a transaction a station can keep to (OCPP 2.1 TxCtrlr.SupportedLimits): no other may be sent to it (E16.FR.12).
import { readThrough } from '@chargeplane/database'
import type { TransactionLimit } from '@chargeplane/proto/ocpp/v1/transactions'
import type { StationServiceService } from '@chargeplane/proto/stations/v1/stations'
import type { RpcClient } from '@chargeplane/rpc'

export interface SupportedLimits {
  /** In OCPP's words ("maxCost"), lower-cased; empty for a station that has not reported any. */
  of(tenant: string, stationId: string): Promise<ReadonlySet<string>>
}

const freshMs = 60_000
const keptStations = 10_000
const pageSize = 1000

/**
 * Asked of stations, for tokens with a limit only. A station that can't be asked about within `deadlineMs` is taken for one that reported nothing:
 * an edge waits for the answer, and the token has been looked up before.
 */
export function supportedLimits(
  stations: Pick<RpcClient<StationServiceService>, 'listVariables'>,
  deadlineMs: number,
): SupportedLimits {
  const book = readThrough<ReadonlySet<string>>({
    max: keptStations,
    freshMs,
    async load(key) {
      const [tenant = '', ...rest] = key.split('/')
      const request = { tenant, stationId: rest.join('/'), component: 'TxCtrlr', pageSize, pageToken: '' }
      const { variables } = await stations.listVariables(request, { deadlineMs, retries: 0 })
      const limits = variables.find(
        ({ variable, attribute }) => variable === 'SupportedLimits' && attribute === 'Actual',
      )
      // "There is none" is never kept: an empty set is.
      return limits === undefined ? undefined : new Set(limits.value.split(',').map(name => name.trim().toLowerCase()))
    },
  })
  const none: ReadonlySet<string> = new Set()
  return { of: async (tenant, stationId) => (await book.get(`${tenant}/${stationId}`).catch(() => none)) ?? none }
}

const names = {
  maxCost: 'maxcost',
  maxEnergyWh: 'maxenergy',
  maxTimeS: 'maxtime',
  maxSocPercent: 'maxsoc',
} as const satisfies Record<keyof TransactionLimit, string>

/**
 * What the station is to be told of `ours`: limits that it supports (E16.FR.12) and has not set as low or lower itself (E16.FR.08);
 * undefined when nothing is left.
 */
export function limitToSay(
  ours: TransactionLimit,
  supported: ReadonlySet<string>,
  theirs: TransactionLimit | undefined,
): TransactionLimit | undefined {
  const keys = Object.keys(names) as (keyof TransactionLimit)[]
  const said = keys.flatMap(key => {
    const [limit, set] = [ours[key], theirs?.[key]]
    const isNews = limit !== undefined && supported.has(names[key]) && (set === undefined || set > limit)
    return isNews ? [[key, limit] as const] : []
  })
  if (said.length === 0) return undefined
  return {
    maxCost: undefined,
    maxEnergyWh: undefined,
    maxTimeS: undefined,
    maxSocPercent: undefined,
    ...Object.fromEntries(said),
  }
}
