import { fail } from '@chargeplane/failure'

/** Rejects unavailable when `work` takes longer; who asks for a command hears within a second that nothing can be sent. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(fail('unavailable', `${what} does not answer`)), ms)
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
