import { BootNotificationRequest, BootNotificationResponse } from '#v201'
import { bootAnswer } from '../../boot.ts'
import type { StationCall } from '../../contract.ts'
import { bootDecision, momentKey, originOf } from '../../events.ts'
import { type Loose, object, text } from '../../read.ts'
import { firstUnusable, textBetween } from '../../usable.ts'
import { validateBy } from '../../validate.ts'

type ChargingStation = BootNotificationRequest['chargingStation']

function identity(request: Loose<BootNotificationRequest>) {
  const station = object<ChargingStation>(request.chargingStation)
  return {
    vendor: text(station.vendorName),
    model: text(station.model),
    serialNumber: text(station.serialNumber),
    firmwareVersion: text(station.firmwareVersion),
    reason: text(request.reason),
  }
}

/** OCPP 2.0.1 B01-B03. Tolerant of its optional fields only: serial numbers of real stations are longer than 25 characters. */
export const bootNotification: StationCall<Loose<BootNotificationRequest>> = {
  version: '2.0.1',
  action: 'BootNotification',
  from: 'station',
  topic: 'ocpp.stations',
  validateRequest: validateBy(BootNotificationRequest),
  validateResponse: validateBy(BootNotificationResponse),
  unusable(payload) {
    const { chargingStation, reason } = object<BootNotificationRequest>(payload)
    const field = firstUnusable(chargingStation, { vendorName: textBetween(0, 50), model: textBetween(0, 20) })
    if (field !== undefined) return `chargingStation.${field}`
    return typeof reason === 'string' ? undefined : 'reason'
  },
  ask: request => ({ kind: 'boot', ...identity(request) }),
  answer: (_request, context, decision): BootNotificationResponse => bootAnswer(bootDecision(decision), context),
  events(request, context, decision) {
    const { status, fallback } = bootDecision(decision)
    const origin = originOf('BootNotification', request, context, fallback)
    const station = object<ChargingStation>(request.chargingStation)
    const modem = object<NonNullable<ChargingStation['modem']>>(station.modem)
    return [
      {
        type: 'chargeplane.ocpp.v1.StationBooted',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          ...identity(request),
          iccid: text(modem.iccid),
          imsi: text(modem.imsi),
          registrationStatus: status,
        },
      },
    ]
  },
}
