/**
 * OCPP as pure functions: frames, the table of actions, validators compiled ahead of time, tolerance of real stations and the translation
 * of every version into version-neutral events. Guarantees: no I/O and no clock of its own; nothing that a station sends makes a function
 * that reads it throw; an event for the same fact has the same natural key however often and through whichever edge it arrives; no raw
 * id token is in an event.
 */
export { type ActionRow, actionTable, findAction } from './actions.ts'
export { placedProfile } from './charging-schedule.ts'
export { chosenIdOf, withChosenId } from './chosen-ids.ts'
export { validateCommand } from './commands.ts'
export type { CallContext, CsmsCall, StationCall } from './contract.ts'
export { displayMessage, type MessageInfo } from './display-message.ts'
export { encodeCall, encodeError, encodeResult, encodeResultError } from './encode.ts'
export {
  type CallFrame,
  type ErrorFrame,
  type Frame,
  type InvalidFrame,
  parseFrame,
  type ResultErrorFrame,
  type ResultFrame,
  type SendFrame,
} from './frames.ts'
export { isoText } from './instants.ts'
export { type NeutralCommand, nativeCommand, nativeCommands } from './native-command.ts'
export { neutralAnswer } from './neutral-answer.ts'
export type { Decided, DecisionOf, DecisionResult, Question, QuestionKind, QuestionOf } from './questions.ts'
export { handshakeQuirks } from './quirks/ids.ts'
export type { StationProfile } from './quirks/rule.ts'
export { answersNoPings, noPong } from './quirks/session-rules.ts'
export { type ReceivedCall, receiveCall, type Tolerance } from './receive.ts'
export { mayBeRepeated } from './repeatable.ts'
export { textOpener, textSealer } from './sealed-text.ts'
export { goesOn, limitsOf, type MessageLimits, mergeAnswers, splitCommand } from './split-command.ts'
export type { StationEvent } from './station-events.ts'
export { actionsFrom } from './table.ts'
export { tariffType } from './tariff21.ts'
export { redactTokens, tokenHasher } from './tokens.ts'
export { deriveTransactionId } from './transaction-id.ts'
export { chooseSubprotocol, type OcppVersion } from './versions.ts'
