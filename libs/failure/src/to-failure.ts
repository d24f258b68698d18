// Gives every foreign error its place in the catalogue, by its class or code, never by its text.
import { Failure, fail } from './failure.ts'

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
])

const aborted = new Set(['AbortError', 'TimeoutError'])

/** `fetch` hides the socket's error two causes deep; longer chains than this are not searched, so that a cycle ends. */
const maxCauses = 5

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/**
 * Turns anything thrown into a Failure. A Failure stays as it is; an abort or a timeout is deadline_exceeded; a peer that cannot be
 * reached is unavailable; the rest is internal, with a message that gives nothing away. The original is the `cause`.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  let link: unknown = error
  for (let depth = 0; depth < maxCauses && link !== undefined && link !== null; depth++) {
    if (link instanceof Error && aborted.has(link.name)) {
      return fail('deadline_exceeded', 'not answered in time', { cause: error })
    }
    const code = codeOf(link)
    if (code !== undefined && unreachable.has(code)) {
      return fail('unavailable', `a needed service cannot be reached (${code})`, { cause: error })
    }
    link = link instanceof Error ? link.cause : undefined
  }
  return fail('internal', 'internal error', { cause: error })
}
