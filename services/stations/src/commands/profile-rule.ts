import { fail } from '@chargeplane/failure'
import type { Access } from '../access.ts'

/**
 * A00.FR.005: no OCPP message lowers the security profile. It would be no use either: edges do not let the station in with less. Throws
 * failed_precondition; `payload` is JSON text that fits the action's schema.
 */
export function checkSecurityProfile(security: Access['security'], action: string, payload: string): void {
  if (security === undefined) return
  const { profile: floor, allowDowngrade } = security
  const wanted = wantedProfile(action, payload)
  if (wanted === undefined || wanted >= floor || (allowDowngrade && floor === 3 && wanted === 2)) return
  const problem = `the station has come with security profile ${floor}: a lower one is allowed by the API alone, before it is told`
  throw fail('failed_precondition', problem, { field: 'securityProfile' })
}

function wantedProfile(action: string, payload: string): number | undefined {
  if (action === 'SetNetworkProfile') {
    const { connectionData }: { connectionData: { securityProfile: number } } = JSON.parse(payload)
    return connectionData.securityProfile
  }
  if (action === 'ChangeConfiguration') {
    const { key, value }: { key: string; value: string } = JSON.parse(payload)
    return key.toLowerCase() === 'securityprofile' && /^\d$/.test(value) ? Number(value) : undefined
  }
  return undefined
}
