import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import kafkajs, { type Admin } from 'kafkajs'
import { type Backend, type BackendOptions, openBackend } from './backend.ts'
import { kafkaClassPath } from './kafka-install.ts'
import { freePorts, isPortFree } from './ports.ts'
import { run } from './run.ts'
import { waitUntil } from './wait.ts'

export interface Kafka extends Backend {
  /** 127.0.0.1:port */
  readonly brokers: string
}

export interface KafkaCluster {
  /** Node 1, 2, 3: each a broker and a controller. */
  readonly nodes: readonly Kafka[]
  /** host:port of all, with commas. */
  readonly brokers: string
}

export interface KafkaClusterOptions {
  dir: string
  /** Three TCP ports on 127.0.0.1, one for each broker. */
  ports: readonly number[]
}

/** What tells one node from another, and a cluster from a single node. */
interface NodePlan {
  id: number
  /** Of the controllers, in the order of their ids. */
  controllers: readonly number[]
  heap: readonly string[]
}

const clusterId = 'chargeplane-local00000'
const readyWithinMs = 120_000

/**
 * Starts one Kafka node (broker and controller, KRaft) with its logs in `dir`, or finds the one that runs there. Comes back when the group
 * coordinator answers: before that, clients would log errors about a cluster that is only starting. Topics are never made by using them.
 */
export async function startKafka(options: BackendOptions): Promise<Kafka> {
  const settings = settingsIn(options.dir)
  const plan = async () => ({ id: 1, controllers: [await controllerPort(settings)], heap: ['-Xms256m', '-Xmx512m'] })
  return openNode(options, plan, brokers => hasCoordinator(brokers, options.port))
}

/**
 * Starts three nodes that replicate everything to each other, with small heaps: for tests that kill, pause and stop some of them. A broker that dies is
 * noticed after 3 s, and leadership comes back to one that returns within 5 s, so that leaders move often. They die with this process.
 */
export async function startKafkaCluster({ dir, ports }: KafkaClusterOptions): Promise<KafkaCluster> {
  const controllers = await freePorts(ports.length)
  const brokers = ports.map(port => `127.0.0.1:${port}`).join(',')
  const heap = ['-Xms128m', '-Xmx256m']
  const nodes = await Promise.all(
    ports.map((port, index) => {
      const plan = async () => ({ id: index + 1, controllers, heap })
      return openNode({ dir: join(dir, `node-${index + 1}`), port }, plan, broker => hasJoined(broker, port))
    }),
  )
  await waitUntil('the Kafka cluster has to have a coordinator', () => hasCoordinator(brokers, ports[0] ?? 0), {
    timeoutMs: readyWithinMs,
    everyMs: 100,
  })
  return { nodes, brokers }
}

function settingsIn(dir: string): string {
  return join(dir, 'server.properties')
}

async function openNode(
  options: BackendOptions,
  plan: () => Promise<NodePlan>,
  isReady: (broker: string) => Promise<boolean>,
): Promise<Kafka> {
  const { dir, port } = options
  const settings = settingsIn(dir)
  const brokers = `127.0.0.1:${port}`
  const backend = await openBackend(
    {
      name: 'kafka',
      readyWithinMs,
      isReady: () => isReady(brokers),
      async launch() {
        const classPath = await kafkaClassPath()
        await mkdir(dir, { recursive: true })
        const node = await plan()
        await writeFile(settings, properties(dir, port, node))
        if (!existsSync(join(dir, 'data/meta.properties'))) await format(classPath, settings)
        const logging = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true']
        const args = [...node.heap, ...logging, '-cp', classPath, 'kafka.Kafka', settings]
        return { command: 'java', args, env: process.env, cwd: dir }
      },
    },
    options,
  )
  return Object.assign(backend, { brokers })
}

/** `--ignore-formatted` makes it safe to repeat after a crash in the middle. */
async function format(classPath: string, settings: string): Promise<void> {
  const args = ['format', '--cluster-id', clusterId, '--ignore-formatted', '--config', settings]
  await run('java', ['-cp', classPath, 'kafka.tools.StorageTool', ...args])
}

/** The port of the last start while nobody else has it: the quorum remembers its voter's address only in this file. */
async function controllerPort(settings: string): Promise<number> {
  const before = existsSync(settings) ? /@127\.0\.0\.1:(\d+)/.exec(await readFile(settings, 'utf8'))?.[1] : undefined
  if (before && (await isPortFree(Number(before)))) return Number(before)
  const [fresh = 0] = await freePorts(1)
  return fresh
}

/** Default for tests with several nodes: a death is noticed in 3 s instead of 9, and leaders go home within 5 s instead of 5 minutes. */
const livelyCluster = `broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
replica.lag.time.max.ms=3000
leader.imbalance.check.interval.seconds=5
leader.imbalance.per.broker.percentage=0
default.replication.factor=3
min.insync.replicas=2
`

function properties(dir: string, port: number, { id, controllers }: NodePlan): string {
  const replicas = controllers.length
  const inSync = Math.min(replicas, 2)
  return `process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${controllers.map((controller, index) => `${index + 1}@127.0.0.1:${controller}`).join(',')}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllers[id - 1]}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${dir}/data
offsets.topic.replication.factor=${replicas}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=${replicas}
transaction.state.log.min.isr=${inSync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=${replicas}
share.coordinator.state.topic.min.isr=${inSync}
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
${replicas > 1 ? livelyCluster : ''}`
}

function hasCoordinator(brokers: string, port: number): Promise<boolean> {
  return asks(brokers, port, async admin => {
    await admin.describeCluster() // kafkajs asks nobody for the coordinator before it has met the brokers
    await admin.describeGroups(['chargeplane-local-stack'])
    return true
  })
}

/** Whether a node of a cluster is among the brokers again, by its own word. */
function hasJoined(broker: string, port: number): Promise<boolean> {
  return asks(broker, port, async admin => (await admin.describeCluster()).brokers.some(known => known.port === port))
}

async function asks(brokers: string, port: number, question: (admin: Admin) => Promise<boolean>): Promise<boolean> {
  // kafkajs waits and retries on its own; asking the port first keeps that for when somebody is there.
  if (await isPortFree(port)) return false
  const { Kafka: Client, logLevel } = kafkajs
  const admin = new Client({
    clientId: 'chargeplane-local-stack',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin()
  try {
    await admin.connect()
    return await question(admin)
  } finally {
    await admin.disconnect()
  }
}
