// `up`, step by step. Each step leaves what already is as wanted alone, so a second run takes seconds and mends what has died.
import { ensureTopics } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { say, timed } from '../cli/say.ts'
import { isPortFree } from '../infra/ports.ts'
import { waitUntil } from '../infra/wait.ts'
import { openLocalPki } from '../pki/local-pki.ts'
import { startBackends } from './backends.ts'
import { type Description, writeDescription } from './description.ts'
import { openSecrets } from './secrets.ts'
import {
  migrateService,
  recordedServices,
  runningService,
  runsAsWanted,
  startService,
  stopService,
  untilReady,
} from './service-processes.ts'
import { type PlatformOptions, planServices, type ServiceProcess } from './services.ts'

/** Comes back when every service is ready. When it throws, what was started stays: `down` ends it. */
export async function startPlatform(options: PlatformOptions, signal?: AbortSignal): Promise<Description> {
  const secrets = openSecrets()
  const backends = await startBackends(secrets, options.portOffset)
  signal?.throwIfAborted()
  if (options.tls === true) await openLocalPki()
  const description = { options, ...backends }
  writeDescription(description)
  const brokers = backends.addresses.KAFKA_BROKERS.split(',')
  await timed('topics', () => ensureTopics({ brokers, topicPrefix: process.env.CHARGEPLANE_TOPIC_PREFIX ?? '' }))
  const services = planServices(options, backends.addresses, secrets)
  await endOthers(services)
  const missing = services.filter(service => !runningService(service.name))
  await checkEdgePort(options.edgePort, services, missing)
  signal?.throwIfAborted()
  await migrate(missing.filter(service => service.hasDatabase))
  for (const service of missing) {
    signal?.throwIfAborted()
    await startService(service)
  }
  await allReady(services, missing, signal)
  await untilApiAnswers(options.httpPort, secrets.apiKey, signal)
  return description
}

/** Edges that are no longer asked for, and processes that run with other settings than those asked for now. */
async function endOthers(services: ServiceProcess[]): Promise<void> {
  const asWanted = new Set(services.filter(runsAsWanted).map(service => service.name))
  const others = recordedServices().filter(name => !asWanted.has(name))
  await Promise.all(
    others.map(async name => {
      const isWanted = services.some(service => service.name === name)
      const ending = await stopService(name)
      if (ending === 'gone already') say(`${name}: had died`)
      else say(`${name}: stopped, ${isWanted ? 'to start with the settings asked for now' : 'not asked for any more'}`)
    }),
  )
}

/** Edges share their port, so the system would let them share it with a stranger's edge as well. */
async function checkEdgePort(port: number, services: ServiceProcess[], missing: ServiceProcess[]): Promise<void> {
  const ours = services.some(service => service.service === 'edge' && !missing.includes(service))
  if (!ours && !(await isPortFree(port)))
    throw fail(
      'failed_precondition',
      `port ${port}, on which stations connect, is taken by a process that is not of this clone (--edge-port)`,
    )
}

async function migrate(services: ServiceProcess[]): Promise<void> {
  if (services.length === 0) return
  await timed('migrations', () => Promise.all(services.map(migrateService)))
}

async function allReady(services: ServiceProcess[], started: ServiceProcess[], signal?: AbortSignal): Promise<void> {
  await Promise.all(
    services.map(service => {
      const ready = () => untilReady(service, signal)
      return started.includes(service) ? timed(service.name, ready) : ready()
    }),
  )
}

/**
 * Ready is said process by process: that the gateway reaches the others, and that the key of this clone is stored, takes a moment more. Who
 * is told the addresses should not be the one to find out.
 */
async function untilApiAnswers(port: number, apiKey: string, signal?: AbortSignal): Promise<void> {
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/stations?limit=1`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(2_000),
    })
    await response.body?.cancel()
    return response.ok
  }
  await waitUntil('the API has to answer with the key of this clone', ask, {
    timeoutMs: 30_000,
    everyMs: 100,
    giveUp: () => signal?.throwIfAborted(),
  })
}
