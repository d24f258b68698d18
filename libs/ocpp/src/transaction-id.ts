// The transaction id that OCPP 1.6 expects of us: derived, so that any edge gives a repeated StartTransaction the same answer without asking anyone.
import { hash } from 'node:crypto'

const largest = 0x7fffffff

/**
 * 31 bits, never 0, of SHA-256 over what a resend repeats. `timestamp` is the station's own text; `meterStart` is in Wh, empty text stands
 * for an absent one. Ids are scoped to the station.
 */
export function deriveTransactionId(
  tenant: string,
  station: string,
  connector: number,
  timestamp: string,
  meterStart: number | undefined,
  idTag: string,
): number {
  // JSON keeps the parts apart whatever they contain.
  const parts = JSON.stringify([tenant, station, connector, timestamp, meterStart ?? '', idTag])
  const bits = hash('sha256', parts, 'buffer').readUInt32BE(0) & largest
  return bits === 0 ? 1 : bits
}

/** Whether a station may have this transaction id from us. Others (0, -1, 2^63) are made up for charges that it could not announce. */
export function isDerivedId(transactionId: number): boolean {
  return Number.isInteger(transactionId) && transactionId > 0 && transactionId <= largest
}
