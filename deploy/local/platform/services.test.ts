import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from './paths.ts'
import { environmentOf, mainOf, maxEdges, planServices, type ServiceProcess, settingsOf } from './services.ts'

const around = {
  KAFKA_BROKERS: '127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:2',
  DATABASE_URL: 'postgres://127.0.0.1:3/x',
}
const secrets = {
  tokenHashKey: 'the-key-of-the-token-hashes-of-this-test',
  passwordPepper: 'the-pepper-of-this-test',
  postgresPassword: 'the-password-of-postgres',
  apiKey: `cp_bootstrap_${'k'.repeat(43)}`,
}
const plan = (edges = 2, portOffset = 0) =>
  planServices({ edges, edgePort: 9000 + portOffset, httpPort: 8080 + portOffset, portOffset }, around, secrets)

function named(name: string, services = plan()): ServiceProcess {
  const found = services.find(service => service.name === name)
  assert.ok(found, `${name} is missing`)
  return found
}

describe('the plan of the platform', () => {
  it('has every service of the repository, and as many edges as asked for', () => {
    const folders = readdirSync(join(root, 'services')).sort()
    assert.deepEqual([...new Set(plan().map(service => service.service))].sort(), folders)
    assert.deepEqual(
      plan(3).flatMap(({ name, service }) => (service === 'edge' ? [name] : [])),
      ['edge-0', 'edge-1', 'edge-2'],
    )
  })

  it('gives no port to two processes, however many edges there are', () => {
    const ports = [9000, ...plan(maxEdges).flatMap(service => service.ports)]
    assert.equal(new Set(ports).size, ports.length)
  })

  it('shares no port with the plan of another clone that is a thousand away', () => {
    const ports = (services: ServiceProcess[]) => services.flatMap(service => service.ports)
    const shared = ports(plan(maxEdges)).filter(port => ports(plan(maxEdges, 1000)).includes(port))
    assert.deepEqual(shared, [])
    assert.equal(named('edge-0', plan(1, 1000)).env.CHARGEPLANE_BILLING_ADDRESS, '127.0.0.1:10150')
  })

  it('starts those that others ask before those that ask', () => {
    const order = plan().map(service => service.name)
    assert.deepEqual(order.slice(-3), ['gateway', 'edge-0', 'edge-1'])
    assert.deepEqual(
      plan()
        .filter(service => service.isFront)
        .map(service => service.name),
      ['gateway', 'edge-0', 'edge-1'],
    )
  })

  it('listens on the loopback address only', () => {
    for (const { name, env } of plan())
      for (const [variable, value] of Object.entries(env))
        if (variable.endsWith('_HOST')) assert.equal(value, '127.0.0.1', `${variable} of ${name}`)
  })

  it('hands each secret only to those who need it', () => {
    const holders = (secret: string) =>
      plan(1).flatMap(({ name, env }) => (Object.values(env).some(value => value.includes(secret)) ? [name] : []))
    assert.deepEqual(holders(secrets.tokenHashKey), ['authorization', 'edge-0'])
    assert.deepEqual(holders(secrets.passwordPepper), ['stations', 'edge-0'])
    assert.deepEqual(holders(secrets.apiKey), ['authorization'])
    assert.deepEqual(holders(secrets.postgresPassword), [])
  })

  it('points everyone to where the owners listen', () => {
    const { env } = named('edge-1')
    assert.equal(env.CHARGEPLANE_SMART_CHARGING_ADDRESS, `127.0.0.1:${named('smart-charging').env.GRPC_PORT}`)
    assert.equal(env.GRPC_ADVERTISED_ADDRESS, `127.0.0.1:${env.GRPC_PORT}`)
    assert.notEqual(env.GRPC_PORT, named('edge-0').env.GRPC_PORT)
    assert.equal(env.EDGE_PORT, named('edge-0').env.EDGE_PORT)
  })
})

describe('the environment of a process', () => {
  it('is accepted by the service itself, every variable known and none missing', async () => {
    const { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE } = process.env
    for (const service of plan(1)) {
      const env = environmentOf(service, { PATH, NODE_COMPILE_CACHE, NODE_COMPILE_CACHE_PORTABLE })
      const args = ['--conditions=@chargeplane/source', mainOf(service.service), '--validate']
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      const output: string[] = []
      for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => output.push(String(chunk)))
      const [code] = await once(child, 'close')
      assert.equal(code, 0, `${service.name}: ${output.join('')}`)
    }
  })

  it('takes what the caller has set, but not how the processes find each other', () => {
    const given = { EDGE_BOOT_FALLBACK: 'pending', EDGE_HOST: '0.0.0.0', OPS_PORT: '1', KAFKA_BROKERS: 'elsewhere:1' }
    const env = environmentOf(named('edge-0'), given)
    assert.equal(env.EDGE_BOOT_FALLBACK, 'pending')
    assert.equal(env.EDGE_HOST, '0.0.0.0')
    assert.equal(env.OPS_PORT, '9200')
    assert.equal(env.KAFKA_BROKERS, around.KAFKA_BROKERS)
  })
})

describe('the fingerprint of the settings', () => {
  const print = (given: NodeJS.ProcessEnv, name = 'billing') =>
    settingsOf(named(name), environmentOf(named(name), given))

  it('changes with what the service reads', () => {
    const changes = [{ LOG_LEVEL: 'debug' }, { BILLING_X: '1' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }]
    const prints = [{}, ...changes].map(given => print(given))
    assert.equal(new Set(prints).size, prints.length)
  })

  it('does not change with the terminal, the order, or the settings of others', () => {
    assert.equal(print({ TERM: 'xterm', PWD: '/tmp', EDGE_BOOT_FALLBACK: 'pending' }), print({}))
    assert.equal(print({ LOG_LEVEL: 'warn', BILLING_X: '1' }), print({ BILLING_X: '1', LOG_LEVEL: 'warn' }))
  })

  it('tells nothing of the secrets', () => {
    assert.match(print({}, 'edge-0'), /^[0-9a-f]{64}$/)
  })
})
