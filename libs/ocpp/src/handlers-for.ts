// The type that ties handlers to the action table.
import type { Responses as Responses16 } from '#v16'
import type { Responses as Responses21 } from '#v21'
import type { Responses as Responses201 } from '#v201'
import type { StationHandler } from './contract.ts'
import type { StationAction } from './table.ts'
import type { OcppVersion } from './versions.ts'

interface Responses {
  '1.6': Responses16
  '2.0.1': Responses201
  '2.1': Responses21
}

/** The answer to an action; a SEND has none. */
type ResponseOf<V extends OcppVersion, Action> = Action extends keyof Responses[V] ? Responses[V][Action] : object

/** A handler for each action that a station of `V` may send, answering what the version's schema says. */
export type HandlersFor<V extends OcppVersion> = {
  readonly [Action in StationAction<V>]: StationHandler<unknown, ResponseOf<V, Action>>
}
