// Settings in a version's own words (OCPP 1.6 5.3, 5.8; 2.x B05, B06).
import { fail } from '@chargeplane/failure'
import type { GetConfigurationCommand, SetConfigurationCommand } from '@chargeplane/proto/stations/v1/commands'
import { keyOf, type NamedVariable, variableOf } from './configuration-keys.ts'
import type { NativeCommand } from './native.ts'
import type { OcppVersion } from './versions.ts'

function variable(version: OcppVersion, name: string, field: string): NamedVariable {
  const named = variableOf(name)
  if (named !== undefined) return named
  throw fail('invalid_argument', `OCPP ${version} names settings Component.Variable`, { field })
}

/** 1.6 changes one key a CALL. */
export function setConfiguration(version: OcppVersion, { settings }: SetConfigurationCommand): NativeCommand[] {
  if (settings.length === 0) throw fail('invalid_argument', 'settings must name at least one', { field: 'settings' })
  if (version === '1.6') {
    return settings.map(({ key, value }) => ({ action: 'ChangeConfiguration', payload: { key: keyOf(key), value } }))
  }
  const setVariableData = settings.map(({ key, value }, index) => {
    return { ...variable(version, key, `settings[${index}].key`), attributeValue: value }
  })
  return [{ action: 'SetVariables', payload: { setVariableData } }]
}

export function getConfiguration(version: OcppVersion, { keys }: GetConfigurationCommand): NativeCommand {
  if (version === '1.6') {
    return { action: 'GetConfiguration', payload: keys.length === 0 ? {} : { key: keys.map(keyOf) } }
  }
  if (keys.length === 0) {
    throw fail('invalid_argument', `OCPP ${version} reads settings by name; all of them come by GetBaseReport`, {
      field: 'keys',
    })
  }
  const getVariableData = keys.map((key, index) => variable(version, key, `keys[${index}]`))
  return { action: 'GetVariables', payload: { getVariableData } }
}
