// Commands that CP-1 has answered, as ocpp.commands tells of them.
import { CommandCompleted, CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { noteCommand } from '../diagnostics/command-effects.ts'
import type { Bench } from './bench.ts'
import { origin } from './origin.ts'

export function answeredBy(bench: Bench, epoch = 10) {
  return (
    sequence: number,
    action: string,
    request: object,
    response: object,
    more: Partial<CommandCompleted> = {},
  ) => {
    const data = CommandCompleted.fromPartial({
      origin: { ...origin(epoch, sequence), action },
      outcome: CommandOutcome.ANSWERED,
      request: JSON.stringify(request),
      response: JSON.stringify(response),
      ...more,
    })
    return bench.database.transaction(tx => noteCommand(tx, data))
  }
}
