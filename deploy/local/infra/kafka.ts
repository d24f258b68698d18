import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { type Backend, type BackendOptions, openBackend } from './backend.ts'
import { kafkaClassPath } from './kafka-install.ts'
import { freePorts, isPortFree } from './ports.ts'
import { run } from './run.ts'

export interface Kafka extends Backend {
  /** 127.0.0.1:port */
  readonly brokers: string
}

const clusterId = 'chargeplane-local00000'

/**
 * Starts one Kafka node (broker and controller, KRaft) with its logs in `dir`, or finds the one that runs there. Comes back when the group
 * coordinator answers: before that, clients would log errors about a cluster that is only starting. Topics are never made by using them.
 */
export async function startKafka(options: BackendOptions): Promise<Kafka> {
  const { dir, port } = options
  const settings = join(dir, 'server.properties')
  const brokers = `127.0.0.1:${port}`
  const backend = await openBackend(
    {
      name: 'kafka',
      readyWithinMs: 120_000,
      isReady: () => hasCoordinator(brokers, port),
      async launch() {
        const classPath = await kafkaClassPath()
        await mkdir(dir, { recursive: true })
        await writeFile(settings, properties(dir, port, await controllerPort(settings)))
        if (!existsSync(join(dir, 'data/meta.properties'))) await format(classPath, settings)
        const heap = ['-Xms256m', '-Xmx512m']
        const logging = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true']
        const args = [...heap, ...logging, '-cp', classPath, 'kafka.Kafka', settings]
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

function properties(dir: string, port: number, controller: number): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${dir}/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`
}

async function hasCoordinator(brokers: string, port: number): Promise<boolean> {
  // kafkajs waits and retries on its own; asking the port first keeps that for when somebody is there.
  if (await isPortFree(port)) return false
  const { Kafka: Client, logLevel } = kafkajs
  const admin = new Client({
    clientId: 'chargeplane-local-stack',
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin()
  try {
    await admin.connect()
    await admin.describeCluster() // kafkajs asks nobody for the coordinator before it has met the brokers
    await admin.describeGroups(['chargeplane-local-stack'])
    return true
  } finally {
    await admin.disconnect()
  }
}
