// Commands that this service sends on its own account, in whatever version the station speaks.
import { fail } from '@chargeplane/failure'
import type { OcppVersion } from '@chargeplane/ocpp'
import { SendCommandRequest, type SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import type { Routing } from '@chargeplane/routing'
import type { StationAddress } from '../identity.ts'
import type { Call } from './compose.ts'

export type SendNative = (
  address: StationAddress,
  compose: (version: OcppVersion) => Call,
) => Promise<SendCommandResponse>

interface SendNativeNeeds {
  routing: Pick<Routing, 'lookup'>
  send(request: SendCommandRequest, call: { signal: AbortSignal }): Promise<SendCommandResponse>
}

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1']

/**
 * Rejects failed_precondition when the station is not connected, and whatever sendCommand rejects with. A station that comes back in another
 * version between the look and the sending is refused a command that it has not; nothing is sent to it.
 */
export function openSendNative({ routing, send }: SendNativeNeeds): SendNative {
  return async ({ tenant, stationId }, compose) => {
    const route = await routing.lookup(tenant, stationId)
    const version = versions.find(known => known === route?.ocppVersion)
    if (version === undefined) {
      throw fail('failed_precondition', `station ${stationId} is not connected`, { field: 'stationId' })
    }
    const command = { $case: 'native', value: compose(version) } as const
    const request = SendCommandRequest.fromPartial({ tenant, stationId, command })
    return send(request, { signal: new AbortController().signal })
  }
}
