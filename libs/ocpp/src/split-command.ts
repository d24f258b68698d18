// Commands that are longer than a station takes in one message, as several (OCPP 2.x B05.FR.11, B06.FR.05, B08.FR.06, D01.FR.11, N02, N04.FR.09,
// N06.FR.04), and their answers as one.
import { isObject, list, object, text } from './read.ts'
import type { OcppVersion } from './versions.ts'

/** What a station takes in one message of an action; undefined: it has not said. */
export interface MessageLimits {
  readonly items: number | undefined
  readonly bytes: number | undefined
}

interface Splitting {
  /** The list in the request that is cut. */
  readonly of: string
  /** The list in the answer, one entry for each of the request; undefined where the answer is one status. */
  readonly results?: string
  /** DeviceDataCtrlr.ItemsPerMessage[GetVariables], …; LocalAuthListCtrlr has no instances. */
  readonly component: string
  readonly instance: string
}

const splittings: Readonly<Record<string, Splitting>> = {
  ClearVariableMonitoring: {
    of: 'id',
    results: 'clearMonitoringResult',
    component: 'MonitoringCtrlr',
    instance: 'ClearVariableMonitoring',
  },
  // One limit for both reports (part 2, ItemsPerMessageGetReport).
  GetMonitoringReport: { of: 'componentVariable', component: 'DeviceDataCtrlr', instance: 'GetReport' },
  GetReport: { of: 'componentVariable', component: 'DeviceDataCtrlr', instance: 'GetReport' },
  GetVariables: {
    of: 'getVariableData',
    results: 'getVariableResult',
    component: 'DeviceDataCtrlr',
    instance: 'GetVariables',
  },
  SendLocalList: { of: 'localAuthorizationList', component: 'LocalAuthListCtrlr', instance: '' },
  SetVariableMonitoring: {
    of: 'setMonitoringData',
    results: 'setMonitoringResult',
    component: 'MonitoringCtrlr',
    instance: 'SetVariableMonitoring',
  },
  SetVariables: {
    of: 'setVariableData',
    results: 'setVariableResult',
    component: 'DeviceDataCtrlr',
    instance: 'SetVariables',
  },
}

/** Where the device model says how much of `action` a station takes at once; undefined for what is never split. */
export function limitsOf(version: OcppVersion, action: string): Pick<Splitting, 'component' | 'instance'> | undefined {
  return version === '1.6' || !Object.hasOwn(splittings, action) ? undefined : splittings[action]
}

const lengthOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
/** Of a CALL around its payload: `[2,"<36>","",]`. */
const frameBytes = 44

/** Payloads of the messages that `payload` becomes, in order; itself when it fits. An entry that is too long by itself is sent all the same. */
export function splitCommand(action: string, payload: unknown, { items, bytes }: MessageLimits): unknown[] {
  const splitting = Object.hasOwn(splittings, action) ? splittings[action] : undefined
  if (splitting === undefined || !isObject<Record<string, unknown>>(payload)) return [payload]
  const entries: unknown = payload[splitting.of]
  if (!Array.isArray(entries)) return [payload]
  const emptyBytes = frameBytes + action.length + lengthOf({ ...payload, [splitting.of]: [] })
  const groups = groupsOf(entries, items ?? Infinity, (bytes ?? Infinity) - emptyBytes)
  if (groups.length < 2) return [payload]
  return action === 'SendLocalList'
    ? localLists(payload, groups)
    : groups.map(group => ({ ...payload, [splitting.of]: group }))
}

function groupsOf(entries: readonly unknown[], maxItems: number, maxBytes: number): unknown[][] {
  const groups: unknown[][] = []
  let room = 0
  for (const entry of entries) {
    const length = lengthOf(entry) + 1
    const group = groups.at(-1)
    if (group === undefined || group.length >= maxItems || length > room) {
      groups.push([entry])
      room = maxBytes - length
    } else {
      group.push(entry)
      room -= length
    }
  }
  return groups
}

/**
 * D01.FR.03, FR.15, FR.19: the first replaces the list, the others add to it, and each has a higher version than the one before. A full
 * list ends with the version that was asked for, if that leaves room for those before it; a differential one begins with it, because the station
 * may have the version right below.
 */
function localLists(payload: Readonly<Record<string, unknown>>, groups: unknown[][]): unknown[] {
  const asked = Number(payload.versionNumber)
  const isFull = payload.updateType === 'Full'
  const first = isFull && asked >= groups.length ? asked - groups.length + 1 : asked
  return groups.map((localAuthorizationList, index) => ({
    ...payload,
    versionNumber: first + index,
    updateType: isFull && index === 0 ? 'Full' : 'Differential',
    localAuthorizationList,
  }))
}

/** Whether the rest of a split command still makes sense after this answer: a list that a station refused to begin is not added to. */
export function goesOn(action: string, answer: unknown): boolean {
  return action !== 'SendLocalList' || text(object<{ status: string }>(answer).status) === 'Accepted'
}

/** The answers to the parts of a split command as one: all results, or the status that tells most. */
export function mergeAnswers(action: string, answers: readonly unknown[]): unknown {
  const [first] = answers
  if (answers.length < 2) return first
  const results = splittings[action]?.results
  if (results === undefined) return tellingMost(answers)
  const merged = answers.flatMap(answer => list(object<Record<string, unknown>>(answer)[results]))
  return { ...object(first), [results]: merged }
}

/** A refusal, else Accepted, else that nothing was found (EmptyResultSet). */
function tellingMost(answers: readonly unknown[]): unknown {
  const statusOf = (answer: unknown) => text(object<{ status: string }>(answer).status)
  const refusal = answers.find(answer => !['Accepted', 'EmptyResultSet'].includes(statusOf(answer)))
  return refusal ?? answers.find(answer => statusOf(answer) === 'Accepted') ?? answers[0]
}
