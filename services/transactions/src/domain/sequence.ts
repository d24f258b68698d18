// OCPP 2.x numbers the messages of a transaction (TransactionEventRequest.seqNo): what was lost or is still under way shows as a gap.

/** More gaps than this are not named: a station that jumps by millions is not worth a list. */
const mostNamed = 100

/**
 * The numbers between start and end that have not arrived, ascending, at most 100 of them. Nothing for 1.6, which has no numbers, and while either end is
 * unknown.
 */
export function missingSeqNos(start: number | null, end: number | null, arrived: Iterable<number>): number[] {
  if (start === null || end === null) return []
  const seen = new Set(arrived)
  const missing: number[] = []
  for (let seqNo = start + 1; seqNo < end && missing.length < mostNamed; seqNo++) {
    if (!seen.has(seqNo)) missing.push(seqNo)
  }
  return missing
}
