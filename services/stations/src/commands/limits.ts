import type { Queryable } from '@chargeplane/database'
import type { MessageLimits } from '@chargeplane/ocpp'
import { type StationAddress, stationKey } from '../identity.ts'

/**
 * How much a station takes in one message, as far as it has reported it. Names ignore case, and LocalAuthListCtrlr is LocalAuthListCtrl in the
 * standard's own description of its limits; a value for all instances counts where there is none
 * for this one. The smallest counts where a station says several.
 */
export async function readLimits(
  database: Queryable,
  { tenant, stationId }: StationAddress,
  { component, instance }: { component: string; instance: string },
): Promise<MessageLimits> {
  const rows = await database.query<{ name: string; of: string; value: string }>(
    `SELECT lower(variable) AS name, lower(variable_instance) AS of, value FROM variables
     WHERE tenant = $1 AND station_key = $2 AND lower(component) IN (lower($3), rtrim(lower($3), 'r')) AND attribute = 'Actual'
       AND lower(variable) IN ('itemspermessage', 'bytespermessage') AND lower(variable_instance) IN (lower($4), '')`,
    [tenant, stationKey(stationId), component, instance],
  )
  const limit = (name: string) => {
    const all = rows.filter(row => row.name === name && /^[1-9]\d{0,8}$/.test(row.value))
    const own = all.filter(row => row.of === instance.toLowerCase())
    const values = (own.length > 0 ? own : all).map(row => Number(row.value))
    return values.length === 0 ? undefined : Math.min(...values)
  }
  return { items: limit('itemspermessage'), bytes: limit('bytespermessage') }
}
