// What a station is answered, checked before it goes out: no fault of ours reaches it as if it were OCPP.
import { fail, toFailure } from '@chargeplane/failure'
import { type CallContext, type Decided, encodeError, encodeResult, type StationCall } from '@chargeplane/ocpp'
import { logger, metrics } from '@chargeplane/telemetry'
import { sparingly } from '../sparingly.ts'

const log = logger('answers')
const mayLog = sparingly(5, 10_000)

/**
 * The CALLRESULT; a CALLERROR InternalError in place of one that can't be made or breaks its schema. Either way there is an answer, and the
 * events of the call go their way: what the station said is kept, whatever we can't say.
 */
export function answerOf(
  row: StationCall,
  request: unknown,
  context: CallContext,
  decided: Decided,
  id: string,
): string {
  try {
    const answer = row.answer(request, context, decided)
    // A SEND is not answered: what its row makes goes nowhere.
    const fault = row.kind === 'SEND' ? undefined : row.validateResponse(answer)
    if (fault === undefined) return encodeResult(id, answer)
    return refusal(row, context, id, fault)
  } catch (error) {
    return refusal(row, context, id, toFailure(error))
  }
}

function refusal({ action, version }: StationCall, { stationId }: CallContext, id: string, problem: Error): string {
  metrics.ocppAnswerFaults.add(1, { 'ocpp.version': version, 'ocpp.answer.fault': 'invalid' })
  if (mayLog()) log.error('our answer would break its schema', { action, version, station: stationId, problem })
  return encodeError(version, id, fail('internal', 'the call could not be answered'))
}
