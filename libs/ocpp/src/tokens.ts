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
  // A message is hashed for its event and for its raw payload, one right after the other.
  let last = { tenant: '', idToken: '', hash: '' }
  return (tenant, idToken) => {
    if (last.hash !== '' && last.idToken === idToken && last.tenant === tenant) return last.hash
    let key = keys.get(tenant)
    if (key === undefined) {
      key = createHmac('sha256', masterKey).update(`tenant:${tenant}`).digest()
      keys.set(tenant, key)
    }
    const hash = createHmac('sha256', key).update(idToken.toLowerCase()).digest('hex')
    last = { tenant, idToken, hash }
    return hash
  }
}

// Every field of OCPP 1.6 and 2.x that holds an id token as text, lower-cased: a station's own spelling must not leak one.
const tokenFields: ReadonlySet<string> = new Set([
  'idtag',
  'parentidtag',
  'idtoken',
  'groupidtoken',
  'additionalidtoken',
  // CustomerInformation names a customer by this, where not by an id token (OCPP 2.x N09).
  'customeridentifier',
])
/** Variables whose value is an id token (OCPP 2.x appendix 3), by component and variable. */
const tokenVariables: ReadonlySet<string> = new Set([
  'authctrlr/masterpassgroupid',
  'batteryswapctrlr/idtoken',
  'tokenreader/token',
])
/** Configuration that is a secret of the station: its value is never published. */
const secretNames: ReadonlySet<string> = new Set(['authorizationkey', 'basicauthpassword'])
const secretMark = '[redacted]'
// Escapes may spell any of the names differently.
export const suspicions: readonly string[] = [
  'idtag',
  'idtoken',
  'authorizationkey',
  'basicauthpassword',
  'customeridentifier',
  'tokenreader',
  'masterpassgroupid',
  '\\u',
  '@',
]

/** A piece of each, from a letter that is seldom: a search goes from one place of its first letter to the next. */
export const pieces: readonly string[] = ['dtag', 'ken', 'key', 'wor', 'fier', 'ssg', '\\u', '@']

/** Whether a text may hold a secret. Most messages hold not even a piece of one, and are searched no further. */
function isSuspicious(text: string): boolean {
  const lower = text.toLowerCase()
  return pieces.some(piece => lower.includes(piece)) && suspicions.some(word => lower.includes(word))
}

/** User and password of an address, as firmware and logs may be fetched and brought with (OCPP 2.x N01.FR.17). */
const userInfo = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^/?#\s"]*@/gi

/** Whether the value of a variable must not be published as it is, and what stands for it. */
type Secrecy = 'password' | 'token' | undefined

function secrecyOf(component: string, variable: string): Secrecy {
  const name = variable.toLowerCase()
  if (secretNames.has(name)) return 'password'
  return tokenVariables.has(`${component.toLowerCase()}/${name}`) ? 'token' : undefined
}

/** The value of a variable as events carry it: nothing of a password, the hash of an id token. */
export function publicValue(
  component: string,
  variable: string,
  value: string,
  hash: (idToken: string) => string,
): string {
  const secrecy = secrecyOf(component, variable)
  if (secrecy === undefined || value === '') return value
  return secrecy === 'token' ? hash(value) : ''
}

// ChangeConfiguration and GetConfiguration name a setting by `key`, everything of 2.x by `component.name` and `variable.name`.
function secrecyOfHolder(holder: unknown): Secrecy {
  const { key, component, variable } = object<{ key: string; component: object; variable: object }>(holder)
  if (secretNames.has(text(key).toLowerCase())) return 'password'
  const nameOf = (named: unknown) => text(object<{ name: string }>(named).name)
  return secrecyOf(nameOf(component), nameOf(variable))
}

const valueFields: ReadonlySet<string> = new Set(['value', 'attributevalue', 'actualvalue'])

// A token is text, or an object with the text in a field of its own; anything else in its place is hashed all the same.
function hashed(token: unknown, hash: (idToken: string) => string): unknown {
  if (typeof token === 'string' || typeof token === 'number') return hash(String(token))
  return Array.isArray(token) ? token.map(part => hashed(part, hash)) : withoutSecrets(token, hash)
}

// DataTransfer of 1.6 carries vendors' own JSON as text.
function withoutSecretsInside(text: string, hash: (idToken: string) => string): string {
  const written = text.replace(userInfo, `$1${secretMark}@`)
  if (!/^\s*[[{]/.test(written) || !isSuspicious(written)) return written
  // The frame's depth was bounded, that of a text in it was not.
  if (tooDeep(written)) return secretMark
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(written), hash))
  } catch {
    return secretMark
  }
}

// Attributes of a variable are a list of objects, each with a value; a value that is neither text nor such a list is nothing to show.
function secretValue(secrecy: Secrecy, value: unknown, hash: (idToken: string) => string): unknown {
  if (secrecy === 'password') return secretMark
  if (!Array.isArray(value)) return hashed(value, hash)
  return value.map(attribute => {
    if (!isObject<Record<string, unknown>>(attribute)) return secretMark
    return Object.fromEntries(
      Object.entries(attribute).map(([name, part]) => [
        name,
        valueFields.has(name.toLowerCase()) ? hashed(part, hash) : part,
      ]),
    )
  })
}

function withoutSecrets(value: unknown, hash: (idToken: string) => string): unknown {
  if (typeof value === 'string') return withoutSecretsInside(value, hash)
  if (Array.isArray(value)) return value.map(part => withoutSecrets(part, hash))
  if (!isObject<Record<string, unknown>>(value)) return value
  const secrecy = secrecyOfHolder(value)
  // A list of entries, not assignments: a field may be called __proto__.
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const field = name.toLowerCase()
      if (tokenFields.has(field)) return [name, hashed(part, hash)]
      if (secrecy !== undefined && (valueFields.has(field) || field === 'variableattribute'))
        return [name, secretValue(secrecy, part, hash)]
      return [name, withoutSecrets(part, hash)]
    }),
  )
}

/**
 * The JSON text of `payload` with every id token replaced by its hash and every station password by a mark. `payloadText` is the text that
 * `payload` was parsed from and is returned untouched when it can hold neither, which is the rule on the hot path.
 */
export function redactTokens(payload: unknown, payloadText: string, hash: (idToken: string) => string): string {
  return isSuspicious(payloadText) ? JSON.stringify(withoutSecrets(payload, hash)) : payloadText
}
