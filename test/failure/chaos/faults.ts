// How each fault is done and mended. Every begin comes back with its end.
import type { Backend } from '@chargeplane/local-stack'
import type { ServiceProcess } from '../../harness/service-process.ts'
import type { Network } from './network.ts'
import type { Fault, FaultKind } from './schedule.ts'
import type { World } from './world.ts'

export type Mend = () => Promise<void>
type Begin = (world: World, fault: Fault) => Promise<Mend>

/** Extra time of every chunk each way, ms: far beyond what a network in one place takes, within every deadline. */
const slowNetworkMs = 150

function serviceOf({ platform }: World, { target }: Fault): ServiceProcess {
  return found(
    platform.processes.find(({ name }) => name === target),
    target,
  )
}

function networkOf({ networks }: World, { index, target }: Fault): Network {
  return found(networks[index], `the network of ${target}`)
}

function brokerOf({ brokers }: World, { index }: Fault): Backend {
  return found(brokers[index], `broker ${index}`)
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`)
  return value
}

async function killProcess(process: ServiceProcess): Promise<Mend> {
  await process.stop('SIGKILL')
  return () => process.start()
}

async function pauseProcess(process: ServiceProcess): Promise<Mend> {
  process.signal('SIGSTOP')
  return async () => process.signal('SIGCONT')
}

async function disturb(network: Network, how: (network: Network) => void): Promise<Mend> {
  how(network)
  return async () => network.mend()
}

async function end(backends: readonly Backend[], how: 'kill' | 'stop'): Promise<Mend> {
  await Promise.all(backends.map(backend => backend[how]()))
  return async () => {
    await Promise.all(backends.map(backend => backend.start()))
  }
}

async function pauseBackend({ pid }: Backend): Promise<Mend> {
  if (pid === undefined) throw new Error('what is down cannot be paused')
  process.kill(pid, 'SIGSTOP')
  return async () => void process.kill(pid, 'SIGCONT')
}

const none: Mend = async () => undefined

const begins: Readonly<Record<FaultKind, Begin>> = {
  'kill service': (world, fault) => killProcess(serviceOf(world, fault)),
  'pause service': (world, fault) => pauseProcess(serviceOf(world, fault)),
  'kill edge': (world, fault) => killProcess(serviceOf(world, fault)),
  'pause edge': (world, fault) => pauseProcess(serviceOf(world, fault)),
  'slow network': (world, fault) => disturb(networkOf(world, fault), network => network.slow(slowNetworkMs)),
  'silent network': (world, fault) => disturb(networkOf(world, fault), network => network.silence()),
  'cut network': (world, fault) => disturb(networkOf(world, fault), network => network.cut()),
  'kill redis': ({ redis }, { index }) => redis.kill(index),
  'flush redis': async ({ redis }) => {
    await redis.flush()
    return none
  },
  'fail over redis': ({ redis }, { index }) => redis.failOver(index),
  'kill all redis': ({ redis }) => redis.killAll(),
  'kill broker': (world, fault) => end([brokerOf(world, fault)], 'kill'),
  'stop broker': (world, fault) => end([brokerOf(world, fault)], 'stop'),
  'pause broker': (world, fault) => pauseBackend(brokerOf(world, fault)),
  'kafka away': ({ brokers }) => end(brokers, 'kill'),
  'stop postgres': ({ postgres }) => end([postgres], 'stop'),
  'kill postgres': ({ postgres }) => end([postgres], 'kill'),
}

/** Comes back when the fault is there. */
export function beginFault(world: World, fault: Fault): Promise<Mend> {
  return begins[fault.kind](world, fault)
}
