// The stations of a chaos run: they charge cars and keep what is not answered, as the fleet does; say more than it; and go to any edge when theirs is silent.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Outgoing } from '../../fleet/dialect.ts'
import { type Fleet, startFleet } from '../../fleet/fleet.ts'
import type { LinkWatch } from '../../fleet/link.ts'
import type { SimulatedStation } from '../../fleet/station.ts'
import type { Platform } from '../../harness/platform.ts'
import type { Journal } from './journal.ts'
import type { Random } from './random.ts'

export interface ChaosStations {
  readonly fleet: Fleet
  readonly identities: readonly string[]
  /** Ends the charges, waits until everything of them is answered, closes the sockets. */
  stop(): Promise<void>
}

export interface ChaosStationsOptions {
  platform: Platform
  journal: Journal
  random: Random
  stations: number
  /** About how long a charge takes, s. */
  sessionS: number
  /** Mean time between two things a station says beside its charges, ms. */
  talkEveryMs: number
}

export const prefix = 'CHAOS'
/** How long a station waits for an answer, ms. Less than an edge's lease: the station has gone elsewhere before its edge counts as dead. */
const callTimeoutMs = 4_000
/** Unanswered CALLs in a row after which a station believes that its socket is dead. */
const patience = 2
/** Beside the one that charges: nobody charges there, its status changes at random. */
export const idleConnector = 2

export async function startStations(options: ChaosStationsOptions): Promise<ChaosStations> {
  const { platform, journal, random } = options
  const stations = new Map<string, SimulatedStation>()
  let going = true
  const fleet = await startFleet({
    api: platform.api,
    edgeUrls: platform.edges.map(({ url }) => url),
    stations: options.stations,
    prefix,
    sessionS: options.sessionS,
    offlinePerS: 0.005,
    meterIntervalS: 2,
    callTimeoutMs,
    random: random.fork('fleet').next,
    randomOf: identity => random.fork(identity).next,
    roaming: true,
    watch: identity =>
      impatient(journal.watch(identity), random.fork(`${identity}/away`), ms =>
        stations.get(identity)?.link.goOffline(ms),
      ),
  })
  for (const station of fleet.stations) stations.set(station.identity, station)
  const talking = fleet.stations.map((station, i) => talk(station, i % 2 === 0))

  async function talk(station: SimulatedStation, is16: boolean): Promise<void> {
    const own = random.fork(`${station.identity}/talk`)
    await station.ready()
    for (let n = 1; going; n++) {
      await sleep(own.between(0, 2 * options.talkEveryMs))
      if (!going || !station.link.isOpen) continue
      await station.ask(somethingToSay(own, `${station.identity} says ${n}`, is16))
    }
  }

  return {
    fleet,
    identities: fleet.stations.map(({ identity }) => identity),
    async stop() {
      going = false
      await Promise.all(talking)
      await fleet.stop()
    },
  }
}

/** Watches as `watch` does, and leaves a socket on which several CALLs in a row were not answered. */
function impatient(watch: LinkWatch, random: Random, leave: (ms: number) => void): LinkWatch {
  let unanswered = 0
  return {
    ...watch,
    opened(socket) {
      unanswered = 0
      watch.opened(socket)
    },
    settled(id, reply) {
      watch.settled(id, reply)
      unanswered = reply.kind === 'timeout' ? unanswered + 1 : 0
      if (unanswered >= patience) leave(random.between(0, 500))
    },
  }
}

function somethingToSay(random: Random, techInfo: string, is16: boolean): Outgoing {
  const dice = random.next()
  const timestamp = new Date().toISOString()
  if (dice < 0.3) return { action: 'Heartbeat', payload: {} }
  if (dice < 0.65) {
    return {
      action: 'SecurityEventNotification',
      payload: { type: 'SettingSystemTime', timestamp, techInfo },
    }
  }
  const status = random.pick(['Available', 'Reserved', 'Unavailable', 'Faulted'])
  return {
    action: 'StatusNotification',
    payload: is16
      ? { connectorId: idleConnector, errorCode: 'NoError', status, timestamp }
      : { timestamp, connectorStatus: status, evseId: idleConnector, connectorId: 1 },
  }
}
