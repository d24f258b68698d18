// Id tokens: their keyed hash, which is all that leaves the platform's inside, and their removal from raw payloads.
import { createHmac } from 'node:crypto'
import { isObject, object, text } from './read.ts'
import { tooDeep } from './scan.ts'

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

// Every field of OCPP 1.6 and 2.x that holds an id token as text, lower-cased: a station's own spelling must not leak one.
const tokenFields: ReadonlySet<string> = new Set([
  'idtag',
  'parentidtag',
  'idtoken',
  'groupidtoken',
  'additionalidtoken',
])
/** Configuration that is a secret of the station: its value is never published. */
const secretNames: ReadonlySet<string> = new Set(['authorizationkey', 'basicauthpassword'])
const secretMark = '[redacted]'
// Escapes may spell any of the names differently.
const suspicious = /id(?:tag|token)|authorizationkey|basicauthpassword|\\u/i

/** Whether a configuration key or variable holds a password. */
export function isSecretVariable(name: string): boolean {
  return secretNames.has(name.toLowerCase())
}

// ChangeConfiguration and GetConfiguration name a setting by `key`, SetVariables, GetVariables and NotifyReport by `variable.name`.
function namesSecret(holder: unknown): boolean {
  const { key, variable } = object<{ key: string; variable: { name: string } }>(holder)
  return isSecretVariable(text(key)) || isSecretVariable(text(object<{ name: string }>(variable).name))
}

// A token is text, or an object with the text in a field of its own; anything else in its place is hashed all the same.
function hashed(token: unknown, hash: (idToken: string) => string): unknown {
  if (typeof token === 'string' || typeof token === 'number') return hash(String(token))
  return Array.isArray(token) ? token.map(part => hashed(part, hash)) : withoutSecrets(token, hash)
}

// DataTransfer of 1.6 carries vendors' own JSON as text.
function withoutSecretsInside(written: string, hash: (idToken: string) => string): string {
  if (!/^\s*[[{]/.test(written) || !suspicious.test(written)) return written
  // The frame's depth was bounded, that of a text in it was not.
  if (tooDeep(written)) return secretMark
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(written), hash))
  } catch {
    return secretMark
  }
}

function withoutSecrets(value: unknown, hash: (idToken: string) => string): unknown {
  if (typeof value === 'string') return withoutSecretsInside(value, hash)
  if (Array.isArray(value)) return value.map(part => withoutSecrets(part, hash))
  if (!isObject<Record<string, unknown>>(value)) return value
  const secret = namesSecret(value)
  // A list of entries, not assignments: a field may be called __proto__.
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const field = name.toLowerCase()
      if (tokenFields.has(field)) return [name, hashed(part, hash)]
      if (secret && typeof part === 'string' && (field === 'value' || field === 'attributevalue'))
        return [name, secretMark]
      if (secret && field === 'variableattribute') return [name, secretMark]
      return [name, withoutSecrets(part, hash)]
    }),
  )
}

/**
 * The JSON text of `payload` with every id token replaced by its hash and every station password by a mark. `payloadText` is the text that
 * `payload` was parsed from and is returned untouched when it can hold neither, which is the rule on the hot path.
 */
export function redactTokens(payload: unknown, payloadText: string, hash: (idToken: string) => string): string {
  return suspicious.test(payloadText) ? JSON.stringify(withoutSecrets(payload, hash)) : payloadText
}
