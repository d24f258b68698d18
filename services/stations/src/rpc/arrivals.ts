// What edges ask of each station that comes, of one or of many: those of a batch are read from PostgreSQL by the same few statements.
import type { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import { answerEach, type MethodsOf } from '@chargeplane/rpc'
import { type BootNeeds, boot } from './boot.ts'
import { getAccess } from './get-access.ts'

type Methods = Omit<MethodsOf<StationAccessServiceService>, 'recordSecurity'>

export function arrivals(needs: BootNeeds): Methods {
  const [accessOf, decided] = [getAccess(needs.access, needs.unknownPolicy), boot(needs)]
  return {
    getAccess: accessOf,
    boot: decided,
    batchGetAccess: async ({ requests }) => ({ answers: await answerEach(requests, accessOf) }),
    batchBoot: async ({ requests }) => ({ answers: await answerEach(requests, decided) }),
  }
}
