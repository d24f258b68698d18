/** Why something is not done, as OCPP's StatusInfoType says it. A value, not an error: it is an answer. */
export interface Refusal {
  /** At most 20 characters. */
  readonly reasonCode: string
  /** For people. */
  readonly reason: string
}

export function refusal(reasonCode: string, reason: string): Refusal {
  return { reasonCode, reason }
}

export function isRefusal(value: object): value is Refusal {
  return 'reasonCode' in value
}
