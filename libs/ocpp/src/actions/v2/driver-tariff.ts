// The tariff that a driver is told when authorized (OCPP 2.1 I08).
import type { AuthorizeResponse } from '#v21'
import type { AskTariff } from '../../billing-questions.ts'
import type { CallContext } from '../../contract.ts'
import type { Decided } from '../../questions.ts'
import { tariffType, unsayable } from '../../tariff21.ts'

/** 2.0.1 has no place for it. */
export function askDriverTariff({ version, driverTariff }: CallContext): AskTariff[] {
  return driverTariff && version === '2.1' ? [{ kind: 'tariff' }] : []
}

/**
 * Only for a driver who may charge (I08.FR.01). A tariff that can't be said exactly is not said: the station would show and bill
 * something else.
 */
export function driverTariff({ authorize, tariff: decision }: Decided): Pick<AuthorizeResponse, 'tariff'> {
  const tariff = decision?.tariff
  if (tariff === undefined || authorize?.status !== 'Accepted' || unsayable(tariff) !== undefined) return {}
  return { tariff: tariffType(tariff, { validFrom: false }) }
}
