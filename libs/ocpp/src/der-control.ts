// The eight forms in which OCPP 2.1 R reports a DER control, as one.
import type { DerControl, DerSetting } from '@chargeplane/proto/ocpp/v1/der'
import type { ReportDERControlRequest } from '#v21'
import { moment } from './charging-schedule.ts'
import { decimalText, int32, isObject, type Loose, list, number, object, text } from './read.ts'

/** Each field of a report: where the settings of its entries are, and their control type where the entry does not say it. */
const forms = [
  ['curve', 'curve', ''],
  ['enterService', 'enterService', 'EnterService'],
  ['fixedPFAbsorb', 'fixedPF', 'FixedPFAbsorb'],
  ['fixedPFInject', 'fixedPF', 'FixedPFInject'],
  ['fixedVar', 'fixedVar', 'FixedVar'],
  ['freqDroop', 'freqDroop', 'FreqDroop'],
  ['gradient', 'gradient', 'Gradients'],
  ['limitMaxDischarge', 'limitMaxDischarge', 'LimitMaxDischarge'],
] as const

type Fields = Record<string, unknown>

/** Told by fields of their own, or no setting. */
const elsewhere = new Set(['priority', 'startTime', 'duration', 'curveData', 'yUnit', 'customData'])

function settings(of: Loose<Fields>): DerSetting[] {
  return Object.entries(of).flatMap(([name, value]) => {
    if (elsewhere.has(name)) return []
    if (isObject<Fields>(value)) return settings(value)
    if (typeof value === 'number') return [{ name, value: decimalText(value) }]
    return typeof value === 'string' || typeof value === 'boolean' ? [{ name, value: String(value) }] : []
  })
}

function control(entry: Loose<Fields>, settingsField: string, controlType: string): DerControl {
  const of = object<Fields>(entry[settingsField])
  // A discharge limit may bring a curve of its own, for when it must trip.
  const curve = object<Fields>(of.powerMonitoringMustTrip ?? of)
  return {
    controlId: text(entry.id),
    controlType: controlType || text(entry.curveType),
    // The forms without the field are in force all the time (R04).
    isDefault: entry.isDefault === undefined || entry.isDefault === true,
    isSuperseded: entry.isSuperseded === true,
    priority: int32(of.priority),
    startsAt: moment(of.startTime),
    durationS: number(of.duration),
    curve: list<Fields>(curve.curveData).map(point => ({ x: number(point.x) ?? 0, y: number(point.y) ?? 0 })),
    yUnit: text(curve.yUnit),
    settings: settings(of),
  }
}

export function derControls(request: ReportDERControlRequest): DerControl[] {
  return forms.flatMap(([field, settingsField, controlType]) =>
    list<Fields>(request[field]).map(entry => control(entry, settingsField, controlType)),
  )
}
