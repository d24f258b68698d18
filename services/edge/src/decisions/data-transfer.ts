import type { DecisionOf } from '@chargeplane/ocpp'
import type { DataTransferServiceService } from '@chargeplane/proto/stations/v1/data_transfer'
import type { RpcClient } from '@chargeplane/rpc'
import { askOwner, type Decider } from './decider.ts'

export interface DataTransferOptions {
  transfers: RpcClient<DataTransferServiceService>
  deadlineMs: number
}

type Status = DecisionOf<'dataTransfer'>['status']

const known: readonly Status[] = ['Accepted', 'UnknownMessageId', 'UnknownVendorId']

/** OCPP 1.6 4.3, 2.x P02: decided by stations. The event keeps the data, whatever the answer. */
export function decideDataTransfer(options: DataTransferOptions): Decider<'dataTransfer'> {
  return ({ vendorId, messageId }, { tenant }) =>
    askOwner(
      'dataTransfer',
      async () => {
        const request = { tenant, vendorId, messageId }
        const decision = await options.transfers.decideTransfer(request, { deadlineMs: options.deadlineMs })
        const status = known.find(each => each === decision.status) ?? 'Rejected'
        return { kind: 'dataTransfer', status, fallback: '' }
      },
      () => ({ kind: 'dataTransfer', status: 'Rejected', fallback: 'rejected' }),
    )
}
