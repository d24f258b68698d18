// Who calls, and what their key lets them do.
import { fail } from '@chargeplane/failure'

/** Each role may do what the ones before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Principal {
  keyId: string
  /** The key's tenant; a request cannot name another one. */
  tenant: string
  role: Role
}

export function isRole(text: string): text is Role {
  return roles.some(role => role === text)
}

/** Throws permission_denied unless the principal's role reaches `needed`. */
export function requireRole(principal: Principal, needed: Role): void {
  if (roles.indexOf(principal.role) >= roles.indexOf(needed)) return
  throw fail('permission_denied', `this needs a key with the role ${needed}; this key is ${principal.role}`)
}
