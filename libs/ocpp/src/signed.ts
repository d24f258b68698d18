// Signed messages (OCPP-J 2.x chapter 7): `<action>-Signed`, whose payload is a flattened JWS around the payload proper.
import { isObject } from './read.ts'
import { tooDeep } from './scan.ts'

const suffix = '-Signed'

export function isSigned(action: string): boolean {
  return action.endsWith(suffix)
}

export interface Unwrapped {
  readonly action: string
  readonly payload: unknown
  readonly payloadText: string
}

/**
 * The message inside; undefined when there is none. The signature is not verified (7.2: optional), nor is it handed on: the JWS holds raw
 * id tokens, in a form that can't be redacted.
 */
export function unwrapSigned(action: string, payload: unknown): Unwrapped | undefined {
  if (!isObject<{ payload: string }>(payload) || typeof payload.payload !== 'string') return undefined
  const payloadText = Buffer.from(payload.payload, 'base64url').toString()
  try {
    const inner: unknown = JSON.parse(payloadText)
    // The frame's depth was bounded, that of a text in it was not.
    if (tooDeep(payloadText)) return undefined
    const told = inner === null ? { payload: {}, payloadText: '{}' } : { payload: inner, payloadText }
    return { action: action.slice(0, -suffix.length), ...told }
  } catch {
    return undefined
  }
}
