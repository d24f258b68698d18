// Reading fields of payloads that may break their schema. A valid field costs a type check; anything else becomes the nearest usable value.

/** A payload of type T of which only the field names can be relied upon. */
export type Loose<T> = { readonly [K in keyof T]?: unknown }

export function isObject<T>(value: unknown): value is Loose<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or an empty one. */
export function object<T>(value: unknown): Loose<T> {
  return isObject<T>(value) ? value : {}
}

/** A list of objects: stations send a lone object for a list of one, and null entries. */
export function list<T>(value: unknown): readonly Loose<T>[] {
  if (Array.isArray(value)) return value.every(isObject<T>) ? value : value.filter(isObject<T>)
  return isObject<T>(value) ? [value] : []
}

/** Text; a number becomes its digits, anything else is empty. NUL, which PostgreSQL has no text for, becomes U+FFFD. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
  return typeof value === 'number' ? String(value) : ''
}

// Decimal only: Number() alone would take "", " ", "0x1F" and "Infinity", none of which a meter means as a number.
const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** A finite number, also from decimal text. */
export function number(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || !decimal.test(value))) return undefined
  const parsed = Number(value)
  // 1e999 is JSON too.
  return Number.isFinite(parsed) ? parsed : undefined
}

/** A whole number that fits 53 bits, also from decimal text. */
export function integer(value: unknown): number | undefined {
  const parsed = number(value)
  return parsed !== undefined && Number.isSafeInteger(parsed) ? parsed : undefined
}

/** A whole number for an int32 field of an event; 0 when it is none. */
export function int32(value: unknown): number {
  const parsed = integer(value)
  return parsed !== undefined && (parsed | 0) === parsed ? parsed : 0
}

/** A whole number for an optional int64 field of an event. */
export function int64(value: unknown): bigint | undefined {
  const parsed = integer(value)
  return parsed === undefined ? undefined : BigInt(parsed)
}

/** A number as plain decimal text, as events carry amounts: as written where JavaScript has it so, else to ten digits after the point. */
export function decimalText(value: number): string {
  const written = String(value)
  return written.includes('e') ? value.toFixed(10).replace(/\.?0+$/, '') : written
}
