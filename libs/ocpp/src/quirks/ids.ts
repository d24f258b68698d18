// Every quirk that is told by an id: in Origin.quirks, in the metric ocpp.quirks, in docs/quirks.md.
import { bodyRules } from './body-rules.ts'
import { fieldRules } from './field-rules.ts'
import { marks } from './marks.ts'
import { sessionRules } from './session-rules.ts'

/** Of frames and of messages as a whole; not rules, because each has a place of its own in the way of a frame. */
export const wholeQuirks = {
  /** frames.ts: commas that separate nothing. */
  strayCommas: 'stray-commas',
  /** frames.ts: null for {}. */
  nullPayload: 'null-payload',
  /** receive.ts: a message of OCPP 1.6 on a socket of 2.x, worked as what it is. */
  v16Body: 'v16-body',
  /** receive.ts: a message about a transaction, a status or a meter that nothing could be made of, kept and answered all the same. */
  unusable: 'unusable-message',
} as const

/** Of the handshake, judged by the edge before there is a message. */
export const handshakeQuirks = {
  noSubprotocol: 'no-subprotocol',
  foreignUsername: 'foreign-username',
} as const

const ids = new Set<string>([
  ...Object.values(wholeQuirks),
  ...Object.values(handshakeQuirks),
  ...[...bodyRules, ...fieldRules, ...sessionRules].map(({ id }) => id),
  ...marks.flatMap(mark => mark.ids),
])

export const quirkIds: readonly string[] = [...ids].sort()
