// Id tokens: their keyed hash, which is all that leaves the platform's inside, and their removal from raw payloads.
import { createHmac } from 'node:crypto'

/**
 * Hashes id tokens with a key per tenant, so that equal tokens of two tenants can't be told to be equal.
 * Returns 64 hex digits: HMAC-SHA-256 of the lower-cased token (OCPP 2.x tokens ignore case) under HMAC-SHA-256(masterKey, "tenant:" + tenant).
 */
export function tokenHasher(masterKey: string): (tenant: string, idToken: string) => string {
  const keys = new Map<string, Buffer>()
  return (tenant, idToken) => {
    let key = keys.get(tenant)
    if (key === undefined) {
      key = createHmac('sha256', masterKey).update(`tenant:${tenant}`).digest()
      keys.set(tenant, key)
    }
    return createHmac('sha256', key).update(idToken.toLowerCase()).digest('hex')
  }
}

// Every field of OCPP 1.6 and 2.x that holds an id token: as text, or as an object with the text in `idToken`.
const tokenFields: ReadonlySet<string> = new Set([
  'idTag',
  'parentIdTag',
  'idToken',
  'groupIdToken',
  'additionalIdToken',
])
const mayHoldToken =
  /"(?:idTag|parentIdTag|idToken|groupIdToken|additionalIdToken|AuthorizationKey|BasicAuthPassword)"|\\u/i

/** Configuration that is a secret of the station: its value is never published. */
const secretKeys: ReadonlySet<string> = new Set(['authorizationkey', 'basicauthpassword'])
const secretMark = '[redacted]'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// ChangeConfiguration and GetConfiguration name a secret by `key`, SetVariables and NotifyReport by `variable.name`.
function namesSecret(holder: unknown): boolean {
  if (!isRecord(holder)) return false
  const name = isRecord(holder.variable) ? holder.variable.name : holder.key
  return typeof name === 'string' && secretKeys.has(name.toLowerCase())
}

/**
 * The JSON text of `payload` with every id token replaced by its hash and every station password by a mark. `payloadText` is the text
 * that `payload` was parsed from and is returned untouched when it can't hold either, which is the rule on the hot path.
 */
export function redactTokens(payload: unknown, payloadText: string, hash: (idToken: string) => string): string {
  if (!mayHoldToken.test(payloadText)) return payloadText
  return JSON.stringify(payload, function replace(this: unknown, key, value: unknown) {
    if (typeof value === 'string' && tokenFields.has(key)) return hash(value)
    if (typeof value !== 'object' && (key === 'value' || key === 'attributeValue') && namesSecret(this))
      return secretMark
    return value
  })
}
