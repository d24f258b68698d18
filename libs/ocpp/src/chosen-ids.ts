// Ids that the CSMS chooses: stations and we tell commands and their results apart by them.
import { actionOf } from './table.ts'
import type { OcppVersion } from './versions.ts'

/** Commands that carry an id of ours beside those whose result is matched by requestId (FR.05 of part 2, section 3). */
const others: Readonly<Record<string, string>> = {
  RequestBatterySwap: 'requestId',
  RequestStartTransaction: 'remoteStartId',
}
const without16: ReadonlySet<string> = new Set(['GetDiagnostics', 'UpdateFirmware'])

/** The field of `action` that names one command among others; undefined where it has none. */
export function chosenIdOf(version: OcppVersion, action: string): string | undefined {
  const row = actionOf(version, action)
  if (row?.answeredBy !== undefined) return version === '1.6' && without16.has(action) ? undefined : 'requestId'
  return row === undefined || version === '1.6' ? undefined : others[action]
}

/** `payload` with the id that it does not give. */
export function withChosenId(
  version: OcppVersion,
  action: string,
  payload: unknown,
  choose: () => number,
): { payload: unknown; chosen: boolean } {
  const field = chosenIdOf(version, action)
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload)
  if (field === undefined || !isObject || Object.hasOwn(payload, field)) return { payload, chosen: false }
  return { payload: { ...payload, [field]: choose() }, chosen: true }
}
