// Who a connection says it is: tenant and station from the URL (OCPP-J 3.1.1), before anything is believed.
import type { OcppVersion } from '@chargeplane/ocpp'

export interface Identity {
  tenant: string
  /** As received, percent-decoded once. */
  station: string
}

const tenantPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
/** 1.6 states neither length nor alphabet: whatever is one path segment and can be logged. */
const lenientPattern = /^(?! )[^\p{C}/]{1,48}(?<! )$/u
/** identifierString without ':' (part 2 "Data types", part 4 section 3.1.1). */
const strictPattern = /^[A-Za-z0-9*\-_=+|@.]{1,48}$/

/** `/ocpp/{station}` of the tenant `default`, or `/ocpp/{tenant}/{station}`. Undefined for any other path or broken escapes. */
export function parsePath(path: string): Identity | undefined {
  // Stations that join a URL ending in '/' with their identity produce empty segments.
  const segments = path.split('/').filter(segment => segment !== '')
  if (segments[0] !== 'ocpp' || segments.length < 2 || segments.length > 3) return undefined
  try {
    const station = decodeURIComponent(segments.at(-1) ?? '')
    const tenant = segments.length === 3 ? decodeURIComponent(segments[1] ?? '') : 'default'
    return { tenant, station }
  } catch {
    return undefined
  }
}

/** Whether a station of that version may be called so; `version` undefined while none is agreed on. */
export function isValidIdentity({ tenant, station }: Identity, version: OcppVersion | undefined): boolean {
  const pattern = version === undefined || version === '1.6' ? lenientPattern : strictPattern
  return tenantPattern.test(tenant) && pattern.test(station)
}

/** Identities are case-insensitive (identifierString): one string per station, whatever way it spells itself. */
export function identityKey({ tenant, station }: Identity): string {
  return `${tenant}/${station.toLowerCase()}`
}
