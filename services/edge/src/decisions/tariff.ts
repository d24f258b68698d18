import type { BillingOptions } from './cost.ts'
import { askOwner, type Decider } from './decider.ts'

/** OCPP 2.1 I08: billing's tariff of the station. Without one the station goes by its default tariff. */
export function decideTariff(options: BillingOptions): Decider<'tariff'> {
  return (_question, { tenant, station }) =>
    askOwner(
      'tariff',
      async () => {
        const request = { tenant, stationId: station }
        const tariff = await options.billing.getStationTariff(request, { deadlineMs: options.deadlineMs })
        return { kind: 'tariff', tariff, fallback: '' }
      },
      ({ code }) => ({ kind: 'tariff', tariff: undefined, fallback: code === 'not_found' ? '' : 'no_tariff' }),
    )
}
