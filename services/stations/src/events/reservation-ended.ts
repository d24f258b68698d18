import type { Handler } from '@chargeplane/events'
import { noteEnded } from '../visits/reservations.ts'
import { hear } from './facts.ts'
import { sourceOf } from './origin.ts'

const ends = { Expired: 'expired', Removed: 'removed', NoTransaction: 'unused' } as const

function isEnd(status: string): status is keyof typeof ends {
  return Object.hasOwn(ends, status)
}

/** ReservationStatusUpdate (OCPP 2.x H01.FR.16, H04). One of a reservation that nobody here asked for changes nothing. */
export const reservationEnded: Handler<'chargeplane.ocpp.v1.ReservationEnded'> = async ({ data }, { tx }) => {
  const source = sourceOf(data.origin)
  if (!(await hear(tx, source)) || !isEnd(data.status)) return
  const address = { tenant: source.tenant, stationId: data.origin?.stationId ?? '' }
  await noteEnded(tx, address, data.reservationId, ends[data.status])
}
