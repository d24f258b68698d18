// The first API key of an installation: nobody could create it through the API.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable } from '@chargeplane/database'
import { toFailure } from '@chargeplane/failure'
import type { Logger } from '@chargeplane/telemetry'
import { hashSecret, keyIdOf } from './api-keys.ts'

/**
 * Makes sure that `secret` (of the form checked by the configuration) is an admin key of tenant `default`. Any number of instances may start
 * with it, again and again. A key of the same id with another secret part is replaced: the environment is the truth about this key; but a
 * revoked one stays revoked.
 */
export async function ensureBootstrapKey(database: Queryable, secret: string, log: Logger): Promise<void> {
  const keyId = keyIdOf(secret)
  const changed = await database.query(
    `INSERT INTO api_keys AS k (tenant, key_id, name, role, secret_hash) VALUES ('default', $1, 'bootstrap', 'admin', $2)
     ON CONFLICT (key_id) DO UPDATE SET secret_hash = excluded.secret_hash
     WHERE k.tenant = 'default' AND k.role = 'admin' AND k.secret_hash <> excluded.secret_hash
     RETURNING 1`,
    [keyId, hashSecret(secret)],
  )
  if (changed.length > 0) log.info('api key created', { tenant: 'default', keyId, name: 'bootstrap', role: 'admin' })
}

/** Tries until it is done: a service that starts while PostgreSQL is away must come up and answer what it can. */
export function startBootstrap(
  database: Queryable,
  secret: string,
  log: Logger,
  retryMs = 1000,
): { close(): Promise<void> } {
  const closing = new AbortController()
  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        return await ensureBootstrapKey(database, secret, log)
      } catch (error) {
        const say = toFailure(error).retryable ? log.warn : log.error
        say('the bootstrap key is not stored yet; trying again', { error })
        await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }
  const running = run()
  return {
    close() {
      closing.abort()
      return running
    },
  }
}
