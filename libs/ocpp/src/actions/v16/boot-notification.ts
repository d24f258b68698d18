import type { BootNotificationRequest, BootNotificationResponse } from '#v16'
import { bootAnswer } from '../../boot.ts'
import type { StationHandler } from '../../contract.ts'
import { decisionOf, momentKey, originOf } from '../../events.ts'
import { type Loose, text } from '../../read.ts'
import { firstUnusable, textBetween } from '../../usable.ts'

function identity(request: Loose<BootNotificationRequest>) {
  return {
    vendor: text(request.chargePointVendor),
    model: text(request.chargePointModel),
    // The point's own number; the box number is the older field for the same thing (7.2).
    serialNumber: text(request.chargePointSerialNumber) || text(request.chargeBoxSerialNumber),
    firmwareVersion: text(request.firmwareVersion),
  }
}

/** OCPP 1.6 4.2. Tolerant of its optional fields only: serial numbers of real stations are longer than 25 characters. */
export const bootNotification: StationHandler<Loose<BootNotificationRequest>, BootNotificationResponse> = {
  topic: 'ocpp.stations',
  unusable: payload =>
    firstUnusable(payload, { chargePointVendor: textBetween(0, 20), chargePointModel: textBetween(0, 20) }),
  ask: request => [{ kind: 'boot', ...identity(request), reason: '' }],
  answer: (_request, context, decided) => bootAnswer(decisionOf(decided, 'boot'), context),
  events(request, context, decided) {
    const { status } = decisionOf(decided, 'boot')
    const origin = originOf('BootNotification', request, context, decided)
    return [
      {
        type: 'chargeplane.ocpp.v1.StationBooted',
        subject: context.stationId,
        naturalKey: momentKey(origin),
        data: {
          origin,
          ...identity(request),
          iccid: text(request.iccid),
          imsi: text(request.imsi),
          reason: '',
          registrationStatus: status,
        },
      },
    ]
  },
}
