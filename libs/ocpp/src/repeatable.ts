// Which of our CALLs may be sent to a station a second time when nobody knows whether it got the first.

/**
 * Those that only read, and whose answer is all that comes of them. Others that read bring reports under a requestId, which a second one would
 * double; and what triggers or sets something does it twice.
 */
const repeatable: ReadonlySet<string> = new Set([
  'GetCompositeSchedule',
  'GetConfiguration',
  'GetInstalledCertificateIds',
  'GetLocalListVersion',
  'GetTransactionStatus',
  'GetVariables',
])

export function mayBeRepeated(action: string): boolean {
  return repeatable.has(action)
}
