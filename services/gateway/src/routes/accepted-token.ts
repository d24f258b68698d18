import { fail } from '@chargeplane/failure'
import { AuthorizeRequest } from '@chargeplane/proto/authorization/v1/authorization'
import type { SendCommandRequest } from '@chargeplane/proto/stations/v1/stations'
import { z } from 'zod'
import type { Gateway } from '../gateway.ts'

type Command = Pick<SendCommandRequest, 'tenant' | 'stationId' | 'command'>

const payloadText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' })
    return z.NEVER
  }
})
const swapRequest = payloadText.pipe(z.object({ idToken: z.object({ idToken: z.string(), type: z.string() }) }))

/**
 * OCPP 2.1 S02.FR.03: no battery swap is requested for a token that is not authorized. Throws failed_precondition for such a token; a payload
 * without one is for the schema to refuse.
 */
export async function checkSwapToken({ peers }: Gateway, { tenant, stationId, command }: Command): Promise<void> {
  if (command?.$case !== 'native' || command.value.action !== 'RequestBatterySwap') return
  const read = swapRequest.safeParse(command.value.payload)
  if (!read.success) return
  const { idToken, type: idTokenType } = read.data.idToken
  const asked = { tenant, stationId, idToken, idTokenType, purpose: 'authorize' }
  const { status } = await peers.authorization.authorize(AuthorizeRequest.fromPartial(asked))
  if (status === 'Accepted') return
  throw fail('failed_precondition', `the id token is ${status}: nothing was sent`, { field: 'idToken' })
}
