// The backends of the platform: those given by the environment, else Docker Compose, else local processes on the ports below.

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { say, timed } from '../cli/say.ts'
import { type BackendName, stopBackend, titleOf } from '../infra/backend.ts'
import type { Ending } from '../infra/daemon.ts'
import { type Addresses, backendNames, notGiven, startLocalBackends, variableOf } from '../infra/local-backends.ts'
import { removePostgres } from '../infra/postgres-home.ts'
import { hasContainerEngine, startByCompose, stopByCompose } from './compose.ts'
import type { Description } from './description.ts'
import { dataOf, logOf, state } from './paths.ts'
import { openSecrets, type Secrets } from './secrets.ts'

const ports = { postgres: 15432, redis: 16379, kafka: 19092 }

/** What runs stays as it is. */
export async function startBackends(
  secrets: Secrets,
  portOffset: number,
): Promise<Pick<Description, 'addresses' | 'backends'>> {
  const missing = notGiven(process.env)
  // The Compose file publishes fixed ports, and one set of containers is enough for one machine.
  const byCompose = missing.length > 0 && portOffset === 0 && (await hasContainerEngine())
  const made = byCompose ? await composed(missing, secrets) : await local(missing, portOffset)
  const how = (name: BackendName) => (missing.includes(name) ? (byCompose ? 'compose' : 'local') : 'given')
  const addressOf = (name: BackendName) => process.env[variableOf[name]] || made[variableOf[name]] || ''
  return {
    addresses: {
      DATABASE_URL: addressOf('postgres'),
      REDIS_URL: addressOf('redis'),
      KAFKA_BROKERS: addressOf('kafka'),
    },
    backends: { postgres: how('postgres'), redis: how('redis'), kafka: how('kafka') },
  }
}

function composed(missing: readonly BackendName[], secrets: Secrets): Promise<Addresses> {
  return timed(`${missing.map(titleOf).join(', ')} by Docker Compose`, () => startByCompose(missing, secrets))
}

async function local(missing: readonly BackendName[], offset: number): Promise<Partial<Addresses>> {
  const { postgres, redis, kafka } = ports
  const { addresses } = await startLocalBackends({
    names: missing,
    dir: join(state, 'data'),
    ports: { postgres: postgres + offset, redis: redis + offset, kafka: kafka + offset },
    outlives: true,
    fsync: true,
    logOf,
    onReady: (title, ms) => say(`${title.padEnd(34)} ${(ms / 1000).toFixed(1)} s`),
  })
  return addresses
}

/** Local ones are stopped whether or not the description knows of them: an `up` that failed halfway has written none. */
export async function stopBackends(
  description: Description | undefined,
  wipe: boolean,
  onEnd: (name: BackendName, ending: Ending) => void,
): Promise<void> {
  await Promise.all(backendNames.map(async name => onEnd(name, await stopBackend(name, dataOf(name)))))
  const inCompose = backendNames.filter(name => description?.backends[name] === 'compose')
  if (inCompose.length > 0) await stopByCompose(inCompose, openSecrets(), wipe)
  if (!wipe) return
  await removePostgres(dataOf('postgres'))
  await rm(join(state, 'data'), { recursive: true, force: true })
}
