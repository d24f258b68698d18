// What an edge asks stations of each that comes, together with what it asks of the others that come at the same time.
import type { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import { gatherQuestions, type RpcClient } from '@chargeplane/rpc'

type Stations = RpcClient<StationAccessServiceService>

/** The two that every connection needs; the same answers, and the same failures, as those of `stations` by themselves. */
export type ArrivalQuestions = {
  [Name in 'getAccess' | 'boot']: (request: Parameters<Stations[Name]>[0]) => ReturnType<Stations[Name]>
}

export function arrivalQuestions(stations: Stations, deadlineMs: number): ArrivalQuestions {
  const within = { deadlineMs }
  return {
    getAccess: gatherQuestions({
      ...within,
      ask: request => stations.getAccess(request, within),
      askAll: async requests => (await stations.batchGetAccess({ requests }, within)).answers,
    }),
    boot: gatherQuestions({
      ...within,
      ask: request => stations.boot(request, within),
      askAll: async requests => (await stations.batchBoot({ requests }, within)).answers,
    }),
  }
}
