// The platform that the integration suites share: two edges, every trace recorded. Started by the first that asks, stopped after the last.
// Each suite keeps to stations, tokens, tariffs and sites of its own.
import { after } from 'node:test'
import { type Collector, startCollector } from './otlp.ts'
import { type Platform, startPlatform } from './platform.ts'
import { createTestPki, type TestPki } from './test-pki.ts'
import { organization, startTrust, type Trust } from './trust.ts'

export interface SharedPlatform extends Platform {
  collector: Collector
  trust: Trust
  pki: TestPki
  /** Begins to watch: what is handed back tells which errors were logged since. */
  watchErrors(): () => string[]
}

let shared: Promise<SharedPlatform> | undefined

export function sharedPlatform(): Promise<SharedPlatform> {
  shared ??= start()
  return shared
}

async function start(): Promise<SharedPlatform> {
  const collector = await startCollector()
  const trust = await startTrust()
  const pki = await createTestPki(organization, trust.authorities.station)
  const listeners = pki.env({ tls: 0, 'tls-rsa': 0, mtls: 0, 'mtls-rsa': 0 })
  // No owner is away here: a fallback would only tell that the machine is slow.
  const env = {
    stations: trust.env,
    authorization: { AUTHORIZATION_STATION_DEADLINE_MS: '10000' },
    edge: { ...listeners, EDGE_DECISION_DEADLINE_MS: '15000' },
  }
  try {
    const platform = await startPlatform({ edges: 2, otlpUrl: collector.url, env })
    return {
      ...platform,
      collector,
      trust,
      pki,
      watchErrors() {
        const known = platform.errors().length
        return () => platform.errors().slice(known)
      },
    }
  } catch (error) {
    await Promise.all([collector.close(), trust.close(), pki.close()])
    throw error
  }
}

after(async () => {
  const running = await shared?.catch(() => undefined)
  await running?.stop()
  await running?.collector.close()
  await running?.trust.close()
  await running?.pki.close()
})
