// API keys as the gateway sees them: verified by the authorization service, remembered for a while under the SHA-256 of the secret.
import { createHash } from 'node:crypto'
import { type Failure, fail, toFailure } from '@chargeplane/failure'
import type { ApiKey } from '@chargeplane/proto/authorization/v1/authorization'
import { isRole, type Principal } from './principal.ts'
import type { TokenBuckets } from './token-buckets.ts'

export interface ApiKeys {
  /**
   * Who a secret belongs to. `address` pays for a wrong one. Throws unauthenticated; resource_exhausted for an address with too many wrong
   * keys, whose known keys keep working; unavailable when the authorization service is away and the key is not known from before.
   */
  identify(secret: string, address: string): Promise<Principal>
  /** Drops what is remembered of a key, for a revocation made here. */
  forget(keyId: string): void
}

export interface ApiKeysOptions {
  /** Asks the authorization service. */
  verify(secret: string): Promise<ApiKey>
  badKeys: TokenBuckets
  /** How long an answer is good, ms. */
  ttlMs: number
  /** How long it stays good while nobody can be asked, ms. */
  staleMs: number
  /** Keys remembered. */
  capacity: number
  now?: () => number
}

interface Entry {
  principal: Principal
  verifiedAt: number
}

/** Everything else is wrong without asking. */
const secretPattern = /^cp_[\x21-\x7e]{16,200}$/

export function openApiKeys(options: ApiKeysOptions): ApiKeys {
  const { verify, badKeys, ttlMs, staleMs, capacity, now = Date.now } = options
  const known = new Map<string, Entry>()
  const asking = new Map<string, Promise<Principal>>()

  function remember(digest: string, principal: Principal): void {
    known.delete(digest)
    known.set(digest, { principal, verifiedAt: now() })
    const oldest = known.keys().next()
    if (known.size > capacity && !oldest.done) known.delete(oldest.value)
  }

  /** One question at a time per key, however many requests come with it. */
  function ask(digest: string, secret: string): Promise<Principal> {
    const pending = asking.get(digest)
    if (pending !== undefined) return pending
    const question = verify(secret)
      .then(principalOf)
      .then(principal => {
        remember(digest, principal)
        return principal
      })
      .finally(() => asking.delete(digest))
    asking.set(digest, question)
    return question
  }

  return {
    async identify(secret, address) {
      const digest = createHash('sha256').update(secret).digest('hex')
      const entry = known.get(digest)
      if (entry !== undefined && now() - entry.verifiedAt < ttlMs) return entry.principal
      // Who joins a question that is being asked guesses nothing by it.
      const pays = entry === undefined && !asking.has(digest)
      if (pays) pay(badKeys, address)
      try {
        if (!secretPattern.test(secret)) throw badKey()
        const principal = await ask(digest, secret)
        if (pays) badKeys.giveBack(address)
        return principal
      } catch (error) {
        const failure = toFailure(error)
        if (failure.code === 'unauthenticated') known.delete(digest)
        else if (pays) badKeys.giveBack(address)
        if (entry !== undefined && isAway(failure) && now() - entry.verifiedAt < staleMs) return entry.principal
        throw failure.code === 'unauthenticated' ? badKey() : failure
      }
    },
    forget(keyId) {
      for (const [digest, { principal }] of known) if (principal.keyId === keyId) known.delete(digest)
    },
  }
}

function pay(badKeys: TokenBuckets, address: string): void {
  const waitS = badKeys.take(address)
  if (waitS === 0) return
  throw fail('resource_exhausted', 'too many wrong API keys from this address', { details: { retryAfterS: waitS } })
}

function principalOf({ keyId, tenant, role }: ApiKey): Principal {
  if (!isRole(role) || tenant === '')
    throw fail('permission_denied', 'this API key has no role that this gateway knows')
  return { keyId, tenant, role }
}

/** The same words for a malformed, unknown and revoked key. */
function badKey(): Failure {
  return fail('unauthenticated', 'the API key is not valid')
}

function isAway({ code }: Failure): boolean {
  return code === 'unavailable' || code === 'deadline_exceeded'
}
