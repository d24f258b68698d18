import type { CancelCommandRequest, CancelCommandResponse } from '@chargeplane/proto/stations/v1/commands'
import type { Waiting } from '../commands/waiting.ts'
import { checkAddress } from '../identity.ts'

/** Takes back a command that waits for its station. Throws not_found, and failed_precondition once it does not wait any more. */
export function cancelCommand(waiting: Pick<Waiting, 'cancel'>) {
  return async (request: CancelCommandRequest): Promise<CancelCommandResponse> => {
    checkAddress(request)
    await waiting.cancel(request)
    return {}
  }
}
