// How forgiving the edge is with the stations of a tenant, beyond what every station is forgiven (docs/quirks.md).
import { chooseSubprotocol, type OcppVersion } from '@chargeplane/ocpp'

export interface TenantTolerance {
  /** Whether all stations of the tenant are held to OCPP's schemas. */
  isStrict(tenant: string): boolean
  /** Whether the user name of Basic authentication may be another than the identity in the URL; the password is what counts then. */
  takesAnyUsername(tenant: string): boolean
  /** The version that is spoken with a station that offers no subprotocol at all; undefined when it is not let in. */
  withoutSubprotocol(tenant: string): OcppVersion | undefined
}

export interface ToleranceSettings {
  EDGE_STRICT_TENANTS: readonly string[]
  EDGE_ANY_USERNAME_TENANTS: readonly string[]
  /** `tenant=version`. */
  EDGE_WITHOUT_SUBPROTOCOL: readonly string[]
}

/** `tenant=version` in its parts; undefined when it is not that. */
export function tenantVersion(entry: string): [tenant: string, version: OcppVersion] | undefined {
  const [tenant = '', version = '', ...more] = entry.split('=')
  const spoken = chooseSubprotocol(`ocpp${version}`)?.version
  return tenant === '' || spoken === undefined || more.length > 0 ? undefined : [tenant, spoken]
}

export function tenantTolerance(settings: ToleranceSettings): TenantTolerance {
  const strict = new Set(settings.EDGE_STRICT_TENANTS)
  const anyUsername = new Set(settings.EDGE_ANY_USERNAME_TENANTS)
  const versions = new Map(settings.EDGE_WITHOUT_SUBPROTOCOL.map(tenantVersion).filter(pair => pair !== undefined))
  return {
    isStrict: tenant => strict.has(tenant),
    takesAnyUsername: tenant => anyUsername.has(tenant) && !strict.has(tenant),
    withoutSubprotocol: tenant => (strict.has(tenant) ? undefined : versions.get(tenant)),
  }
}
