// What a station answered to a version-neutral command, in words that every version shares.
import { keyOf } from './configuration-keys.ts'
import type { NeutralCommand } from './native-command.ts'
import { type Loose, list, object, text } from './read.ts'
import type { OcppVersion } from './versions.ts'

/** One setting, by the name that the caller gave it. Statuses are those of 2.x: UnknownVariable also where 1.6 says NotSupported. */
export interface NeutralSetting {
  key: string
  status: string
  value?: string
  readonly?: boolean
}

export interface NeutralAnswer {
  /** Accepted, Rejected, …: in the words of 2.x. */
  status: string
  settings?: NeutralSetting[]
}

interface Response {
  status: string
  setVariableResult: readonly unknown[]
  getVariableResult: readonly unknown[]
  configurationKey: readonly unknown[]
  unknownKey: unknown
  fileName: string
}
interface VariableResult {
  attributeStatus: string
  attributeValue: string
}

/** `answers`: to the CALLs of `nativeCommands`, in their order, as many as there were. */
export function neutralAnswer(
  version: OcppVersion,
  command: NeutralCommand,
  answers: readonly unknown[],
): NeutralAnswer {
  const [first] = answers.map(answer => object<Response>(answer))
  switch (command.$case) {
    case 'setConfiguration':
      return withSettings(settingsSet(version, command.value.settings, answers))
    case 'getConfiguration':
      return withSettings(settingsRead(version, command.value.keys, answers))
    case 'getLog':
      // 1.6 says that it has nothing to upload by naming no file.
      if (version === '1.6' && text(first?.status) === '') {
        return { status: text(first?.fileName) === '' ? 'Rejected' : 'Accepted' }
      }
      break
    case 'updateFirmware':
      // 1.6 5.19: there is nothing to refuse it with.
      if (version === '1.6' && text(first?.status) === '') return { status: 'Accepted' }
  }
  return { status: text(first?.status) }
}

function withSettings(settings: NeutralSetting[]): NeutralAnswer {
  const bad = settings.find(({ status }) => status !== 'Accepted' && status !== 'RebootRequired')
  const reboot = settings.some(({ status }) => status === 'RebootRequired')
  return { status: bad?.status ?? (reboot ? 'RebootRequired' : 'Accepted'), settings }
}

const status16 = (status: string) => (status === 'NotSupported' ? 'UnknownVariable' : status)

function settingsSet(version: OcppVersion, asked: readonly { key: string }[], answers: readonly unknown[]) {
  const statuses =
    version === '1.6'
      ? answers.map(answer => status16(text(object<Response>(answer).status)))
      : results(answers, 'setVariableResult').map(({ attributeStatus }) => text(attributeStatus))
  return asked.slice(0, statuses.length).map(({ key }, index) => ({ key, status: statuses[index] ?? '' }))
}

function settingsRead(version: OcppVersion, keys: readonly string[], answers: readonly unknown[]): NeutralSetting[] {
  if (version === '1.6') return keysRead(keys, object<Response>(answers[0]))
  return results(answers, 'getVariableResult')
    .slice(0, keys.length)
    .map(({ attributeStatus, attributeValue }, index) => ({
      key: keys[index] ?? '',
      status: text(attributeStatus),
      ...(typeof attributeValue === 'string' && { value: attributeValue }),
    }))
}

function results(answers: readonly unknown[], name: 'setVariableResult' | 'getVariableResult') {
  return answers.flatMap(answer => list(object<Response>(answer)[name]).map(entry => object<VariableResult>(entry)))
}

function keysRead(keys: readonly string[], { configurationKey, unknownKey }: Loose<Response>): NeutralSetting[] {
  const asked = new Map(keys.map(key => [keyOf(key).toLowerCase(), key]))
  const nameOf = (key: string) => asked.get(key.toLowerCase()) ?? key
  const unknown: readonly unknown[] = Array.isArray(unknownKey) ? unknownKey : []
  const known = list(configurationKey).map(entry => {
    const { key, value, readonly } = object<{ key: string; value: string; readonly: boolean }>(entry)
    return {
      key: nameOf(text(key)),
      status: 'Accepted',
      ...(typeof value === 'string' && { value }),
      ...(typeof readonly === 'boolean' && { readonly }),
    }
  })
  return [...known, ...unknown.map(key => ({ key: nameOf(text(key)), status: 'UnknownVariable' }))]
}
