// The three backends by Docker Compose, where an engine runs; the file is the one that runs the whole platform, so ports and versions are its.
import { join } from 'node:path'
import type { BackendName } from '../infra/backend.ts'
import type { Addresses } from '../infra/local-backends.ts'
import { run, succeeds } from '../infra/run.ts'
import { root } from './paths.ts'

export async function hasContainerEngine(): Promise<boolean> {
  return (await succeeds('docker', ['info'])) && (await succeeds('docker', ['compose', 'version']))
}

/** Compose refuses the whole file when a variable it demands is unset, also for services that are not started. */
export interface ComposeSecrets {
  postgresPassword: string
  passwordPepper: string
  tokenHashKey: string
}

async function compose(args: string[], secrets: ComposeSecrets): Promise<void> {
  const env = {
    ...process.env,
    POSTGRES_PASSWORD: secrets.postgresPassword,
    CHARGEPLANE_PASSWORD_PEPPER: secrets.passwordPepper,
    CHARGEPLANE_TOKEN_HASH_KEY: secrets.tokenHashKey,
  }
  await run('docker', ['compose', '--file', join(root, 'deploy/compose.yaml'), ...args], { env })
}

/** Addresses are where compose.yaml publishes the ports. */
export async function startByCompose(names: readonly BackendName[], secrets: ComposeSecrets): Promise<Addresses> {
  await compose(['up', '--detach', '--wait', ...names], secrets)
  return {
    KAFKA_BROKERS: '127.0.0.1:19092',
    REDIS_URL: 'redis://127.0.0.1:16379',
    DATABASE_URL: `postgres://chargeplane:${secrets.postgresPassword}@127.0.0.1:15432/chargeplane`,
  }
}

export async function stopByCompose(
  names: readonly BackendName[],
  secrets: ComposeSecrets,
  wipe: boolean,
): Promise<void> {
  if (wipe) await compose(['down', '--volumes'], secrets)
  else await compose(['stop', ...names], secrets)
}
