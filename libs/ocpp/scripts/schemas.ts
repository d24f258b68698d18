// Which schemas are compiled: a pair for every row of the action table, by who writes it.
import type { OcppVersion } from '@chargeplane/ocpp'
import { actionOf, actionsFrom } from '#table'

/** An action, and whether it has an answer. */
export interface SchemaPair {
  readonly action: string
  readonly answered: boolean
}

export interface SchemaSet {
  /** The module that the rows import: `#v16`. */
  readonly module: string
  /** File in npm ocpp-rpc/lib/schemas. */
  readonly source: string
  /** Actions that stations send: their timestamps are repaired later, so their formats are not checked. */
  readonly fromStation: readonly SchemaPair[]
  /** Actions that we alone send: requests strict, answers tolerant of formats. */
  readonly fromCsms: readonly SchemaPair[]
}

const sources: ReadonlyArray<readonly [version: OcppVersion, module: string, source: string]> = [
  ['1.6', 'v16', 'ocpp1_6.json'],
  ['2.0.1', 'v201', 'ocpp2_0_1.json'],
  ['2.1', 'v21', 'ocpp2_1.json'],
]

function pairs(version: OcppVersion, names: readonly string[]): SchemaPair[] {
  return names.map(action => ({ action, answered: actionOf(version, action)?.kind === 'CALL' }))
}

export const schemaSets: readonly SchemaSet[] = sources.map(([version, module, source]) => {
  const fromStation = actionsFrom(version, 'station')
  // Either side may send DataTransfer; its pair is compiled once, in the tolerant way of stations.
  const fromCsms = actionsFrom(version, 'csms').filter(action => !fromStation.includes(action))
  return { module, source, fromStation: pairs(version, fromStation), fromCsms: pairs(version, fromCsms) }
})
