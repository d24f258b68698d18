// The rows of the action table: what table.ts names, joined with its schemas and, for what stations say, with its handler.
import * as v16 from '#v16'
import * as v21 from '#v21'
import * as v201 from '#v201'
import { handlers2 } from './actions/v2/index.ts'
import { handlers16 } from './actions/v16/index.ts'
import type { CsmsCall, StationCall, StationHandler, Validate } from './contract.ts'
import { marks } from './quirks/marks.ts'
import { fitsMessage } from './quirks/rule.ts'
import { actionOf, actionsFrom } from './table.ts'
import { errorBy, type SchemaError, type Validator, validateBy } from './validate.ts'
import type { OcppVersion } from './versions.ts'

export type ActionRow = StationCall | CsmsCall

interface Spoken {
  readonly version: OcppVersion
  readonly schemas: Readonly<Record<string, Validator<unknown>>>
  readonly handlers: Readonly<Record<string, StationHandler>>
}

const spoken: readonly Spoken[] = [
  { version: '1.6', schemas: v16, handlers: handlers16 },
  { version: '2.0.1', schemas: v201, handlers: handlers2 },
  { version: '2.1', schemas: v21, handlers: handlers2 },
]

// What is never sent can't be wrong.
const unchecked = () => undefined

function validatorOf({ schemas }: Spoken, name: string): Validate {
  const validator = schemas[name]
  return validator === undefined ? unchecked : validateBy(validator)
}

function errorOf({ schemas }: Spoken, name: string): (payload: unknown) => SchemaError | undefined {
  const validator = schemas[name]
  return validator === undefined ? unchecked : errorBy(validator)
}

function stationRows(of: Spoken): StationCall[] {
  return actionsFrom(of.version, 'station').flatMap(action => {
    const handler = of.handlers[action]
    if (handler === undefined) return []
    const { version } = of
    return {
      ...handler,
      version,
      action,
      from: 'station',
      kind: actionOf(version, action)?.kind ?? 'CALL',
      marks: marks.filter(mark => fitsMessage(mark, version, action)),
      requestError: errorOf(of, `${action}Request`),
      validateRequest: validatorOf(of, `${action}Request`),
      validateResponse: validatorOf(of, `${action}Response`),
    }
  })
}

function csmsRows(of: Spoken): CsmsCall[] {
  return actionsFrom(of.version, 'csms').map(action => ({
    version: of.version,
    action,
    from: 'csms',
    answeredBy: actionOf(of.version, action)?.answeredBy,
    validateRequest: validatorOf(of, `${action}Request`),
    validateResponse: validatorOf(of, `${action}Response`),
  }))
}

/** Every row. DataTransfer has two a version: either side may send it. */
export const actionTable: readonly ActionRow[] = spoken.flatMap(of => [...stationRows(of), ...csmsRows(of)])

const byVersion = {
  station: new Map<string, Map<string, StationCall>>(),
  csms: new Map<string, Map<string, CsmsCall>>(),
}

function enter<Row extends ActionRow>(rows: Map<string, Map<string, Row>>, row: Row): void {
  const ofVersion = rows.get(row.version) ?? new Map<string, Row>()
  rows.set(row.version, ofVersion.set(row.action, row))
}
for (const row of actionTable) {
  if (row.from === 'station') enter(byVersion.station, row)
  else enter(byVersion.csms, row)
}

/** The row of an action that `from` sends in `version`; undefined when there is none. */
export function findAction(version: OcppVersion, action: string, from: 'station'): StationCall | undefined
export function findAction(version: OcppVersion, action: string, from: 'csms'): CsmsCall | undefined
export function findAction(version: OcppVersion, action: string, from: 'station' | 'csms'): ActionRow | undefined {
  return byVersion[from].get(version)?.get(action)
}
