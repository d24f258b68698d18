// StatusInfoType of OCPP 2.x: why an answer is not the one that was hoped for.

/** The least that any version takes of additionalInfo (2.0.1). */
const maxInfo = 512

interface Reason {
  /** At most 20 characters. */
  readonly reasonCode: string
  readonly reason: string
}

/** The field `statusInfo`, or nothing when there is no reason to give. */
export function statusInfo({ reasonCode, reason }: Reason) {
  if (reasonCode === '') return {}
  const additionalInfo = reason.slice(0, maxInfo)
  return { statusInfo: { reasonCode: reasonCode.slice(0, 20), ...(additionalInfo !== '' && { additionalInfo }) } }
}
