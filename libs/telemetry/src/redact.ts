// Makes any value fit for a log line: secrets replaced, errors and bigints spelt out, depth and length bounded.

const secretKeys = new Set([
  'password',
  'authorization',
  'idtoken',
  'idtag',
  'parentidtag',
  'groupidtoken',
  'secret',
  'apikey',
  'authorizationkey',
  'cookie',
])

const redacted = '[redacted]'
const maxDepth = 6
const maxItems = 100
const maxText = 8192

/** Whether the value under a key must not be logged; `id_token`, `Id-Token` and `idToken` are one. */
function isSecret(key: string): boolean {
  const plain = key.replace(/[^a-z0-9]/gi, '').toLowerCase()
  return secretKeys.has(plain) || plain.endsWith('password') || plain.endsWith('secret') || plain.endsWith('apikey')
}

/** A JSON value that shows `value` without its secrets. Never throws, also for cycles and getters that throw. */
export function loggable(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > maxText ? `${value.slice(0, maxText)}… (${value.length} characters)` : value
    case 'bigint':
      return value.toString()
    case 'function':
    case 'symbol':
      return `[${typeof value}]`
    case 'object':
      return value === null ? null : loggableObject(value, depth)
    default:
      return value
  }
}

function loggableObject(value: object, depth: number): unknown {
  if (depth >= maxDepth) return '[…]'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Error) return loggableError(value, depth)
  if (value instanceof Map) return loggableObject(Object.fromEntries(value), depth)
  if (value instanceof Set || Array.isArray(value)) {
    return [...value].slice(0, maxItems).map(item => loggable(item, depth + 1))
  }
  const shown: Record<string, unknown> = {}
  for (const key of Object.keys(value).slice(0, maxItems)) {
    shown[key] = isSecret(key) ? redacted : loggable(read(value, key), depth + 1)
  }
  return shown
}

function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key)
  } catch {
    return '[unreadable]'
  }
}

/** Name, message, stack, the causes, and what the error's class added to it (a Failure's code and field, a system error's code). */
function loggableError(error: Error, depth: number): unknown {
  const shown: Record<string, unknown> = { name: error.name, message: loggable(error.message) }
  for (const key of Object.keys(error).slice(0, maxItems)) {
    shown[key] = isSecret(key) ? redacted : loggable(read(error, key), depth + 1)
  }
  if (error.stack !== undefined) shown.stack = loggable(error.stack)
  if (error.cause !== undefined) shown.cause = loggable(error.cause, depth + 1)
  if (error instanceof AggregateError) shown.errors = loggable(error.errors, depth + 1)
  return shown
}
