// Keys of the HTTP API: `cp_<key id>_<secret part>`. The id finds the row; the whole is what is hashed.
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { fail } from '@chargeplane/failure'
import type { ApiKey } from '@chargeplane/proto/authorization/v1/authorization'

/** 256 bits as 43 characters of base64url, which may hold '_' themselves. */
export const apiKeyPattern = /^cp_([A-Za-z0-9]{1,32})_[A-Za-z0-9_-]{43}$/

export type Role = 'viewer' | 'operator' | 'admin'

export interface ApiKeyRow {
  tenant: string
  key_id: string
  name: string
  role: Role
  secret_hash: Buffer
  created_at: Date
  revoked_at: Date | null
}

export const apiKeyColumns = 'tenant, key_id, name, role, secret_hash, created_at, revoked_at'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function generateApiKey(): { keyId: string; secret: string } {
  const keyId = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
  return { keyId, secret: `cp_${keyId}_${randomBytes(32).toString('base64url')}` }
}

/** The key id in a secret; undefined for what is no key at all. */
export function keyIdOf(secret: string): string | undefined {
  return apiKeyPattern.exec(secret)?.[1]
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** In constant time. */
export function isSecretOf(row: Pick<ApiKeyRow, 'secret_hash'>, secret: string): boolean {
  return timingSafeEqual(hashSecret(secret), row.secret_hash)
}

export function checkRole(role: string): Role {
  if (role === 'viewer' || role === 'operator' || role === 'admin') return role
  throw fail('invalid_argument', 'role must be viewer, operator or admin', { field: 'role' })
}

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    keyId: row.key_id,
    tenant: row.tenant,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? '',
  }
}
