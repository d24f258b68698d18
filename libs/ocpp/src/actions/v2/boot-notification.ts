import type { BootNotificationRequest, BootNotificationResponse } from '#v21'
import { bootAnswer } from '../../boot.ts'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import { type Loose, object, text } from '../../read.ts'
import { firstUnusable, textBetween } from '../../usable.ts'

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

/** OCPP 2.x B01-B03. Tolerant of its optional fields only: serial numbers of real stations are longer than 25 characters. */
export const bootNotification: StationHandler<Loose<BootNotificationRequest>, BootNotificationResponse> = {
  topic: 'ocpp.stations',
  unusable(payload) {
    const { chargingStation, reason } = object<BootNotificationRequest>(payload)
    const field = firstUnusable(chargingStation, { vendorName: textBetween(0, 50), model: textBetween(0, 20) })
    if (field !== undefined) return `chargingStation.${field}`
    return typeof reason === 'string' ? undefined : 'reason'
  },
  ask: request => [{ kind: 'boot', ...identity(request) }],
  answer: (_request, context, decided) => bootAnswer(decisionOf(decided, 'boot'), context),
  events(request, context, decided) {
    const { status } = decisionOf(decided, 'boot')
    const origin = originOf('BootNotification', request, context, decided)
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
