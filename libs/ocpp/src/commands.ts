// What we ask of stations: version-neutral commands in a version's own words, and the check that keeps anything invalid from going out.
import { fail } from '@chargeplane/failure'
import type { LimitCommand, SendCommandRequest, StartCommand, StopCommand } from '@chargeplane/proto/stations/v1/stations'
import type {
  ClearChargingProfileRequest as ClearProfile16,
  RemoteStartTransactionRequest,
  RemoteStopTransactionRequest,
  SetChargingProfileRequest as SetProfile16,
} from '#v16'
import type {
  ClearChargingProfileRequest as ClearProfile201,
  RequestStartTransactionRequest,
  RequestStopTransactionRequest,
  SetChargingProfileRequest as SetProfile201,
} from '#v201'
import { findAction } from './actions.ts'
import { integer } from './read.ts'
import { unsupported } from './unsupported.ts'
import type { OcppVersion } from './versions.ts'

/** A command in words that every version has: stations.v1.SendCommandRequest without `native`. */
export type NeutralCommand = Exclude<NonNullable<SendCommandRequest['command']>, { $case: 'native' }>

/** A command in a version's own words. */
export interface NativeCommand {
  readonly action: string
  readonly payload: object
}

type IdTokenType = RequestStartTransactionRequest['idToken']['type']
