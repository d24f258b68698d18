// A fleet of simulated stations, half 1.6 and half 2.0.1, that charges cars until it is told to stop.
import { type Answered, newAnswered } from './answered.ts'
import type { Api } from './api.ts'
import { randomCar } from './car.ts'
import { dialect16 } from './dialect16.ts'
import { dialect201 } from './dialect201.ts'
import type { LinkWatch } from './link.ts'
import { pause } from './queue.ts'
import { type SimulatedStation, startStation } from './station.ts'

export interface FleetOptions {
  api: Api
  /** WebSocket bases; stations are spread over them. */
  edgeUrls: string[]
  stations: number
  /** Start of every station id, so that two fleets do not meet. */
  prefix: string
  /** About how long one session lasts, s. */
  sessionS: number
  /** Chance per second that a station loses its network for a while. */
  offlinePerS: number
  meterIntervalS: number
  /** How long a station waits for an answer, ms. */
  callTimeoutMs: number
  random: () => number
  /** For one station: what it does at random then does not depend on when the others do it. `random` unless given. */
  randomOf?(identity: string): () => number
  /** Every connection goes to any of the edges, not always to the same. */
  roaming?: boolean
  watch?(identity: string): LinkWatch
  /** Puts the stations under a site with this limit, A per phase. */
  siteLimitA?: number
}

export interface Fleet {
  readonly stations: SimulatedStation[]
  readonly answered: Answered
  /** Ends every session, waits until everything is answered, closes the sockets. */
  stop(): Promise<void>
}

/** The tariff a fleet charges by: 0.35 EUR per kWh, 0.50 EUR a session, 6.00 EUR an hour of blocking, 19 % VAT. */
const fleetTariff = {
  currency: 'EUR',
  name: 'Simulation',
  elements: [
    {
      priceComponents: [
        { type: 'FLAT', price: '0.50', vat: '19', stepSize: 1 },
        { type: 'ENERGY', price: '0.35', vat: '19', stepSize: 1 },
        { type: 'PARKING_TIME', price: '6.00', vat: '19', stepSize: 1 },
      ],
    },
  ],
  stationIds: [],
}

const tokensPerStation = 2
const hardwareA = 32

/** Puts all stations into one site; answers its default, which the stations of a site are to be commissioned with. */
async function putSite({ api, prefix }: FleetOptions, ids: readonly string[], limitA: number): Promise<number> {
  const members = ids.map(stationId => ({ stationId, evseId: 1, maxA: hardwareA }))
  await api.send('PUT', `/v1/sites/${prefix}`, { name: prefix, limitA, members })
  const { defaultA } = await api.get<{ defaultA: number }>(`/v1/sites/${prefix}`)
  return defaultA
}

/** Registers stations, tokens and the tariff through the API and sets the stations going. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const answered = newAnswered()
  const ids = Array.from({ length: options.stations }, (_, i) => `${options.prefix}-${String(i + 1).padStart(4, '0')}`)
  await options.api.send('PUT', '/v1/tariffs/simulation', fleetTariff)
  const passwords = await Promise.all(ids.map(id => register(options.api, id)))
  const commissionedA = options.siteLimitA === undefined ? undefined : await putSite(options, ids, options.siteLimitA)
  let going = true
  const randomOf = new Map(ids.map(id => [id, options.randomOf?.(id) ?? options.random]))
  const stations = ids.map((identity, i) =>
    startStation({
      identity,
      password: passwords[i] ?? '',
      url: () => {
        const at = options.roaming ? Math.floor(randomFor(identity)() * options.edgeUrls.length) : i
        return options.edgeUrls[at % options.edgeUrls.length] ?? ''
      },
      watch: options.watch?.(identity),
      random: randomOf.get(identity),
      dialect: i % 2 === 0 ? dialect16 : dialect201,
      answered,
      meterIntervalS: options.meterIntervalS,
      callTimeoutMs: options.callTimeoutMs,
      hardwareA,
      commissionedA,
    }),
  )
  const lives = stations.map(station => live(station))

  function randomFor(identity: string): () => number {
    return randomOf.get(identity) ?? options.random
  }

  async function live(station: SimulatedStation): Promise<void> {
    const random = randomFor(station.identity)
    await station.ready()
    void loseNetwork(station)
    while (going) {
      await pause(random() * options.sessionS * 200)
      if (!going) return
      const token = tokenOf(station.identity, Math.floor(random() * tokensPerStation))
      await station.charge(token, randomCar(random, options.sessionS))
    }
  }

  async function loseNetwork(station: SimulatedStation): Promise<void> {
    const random = randomFor(station.identity)
    while (going) {
      await pause(1_000)
      if (going && random() < options.offlinePerS) station.link.goOffline(1_000 + random() * 4_000)
    }
  }

  return {
    stations,
    answered,
    async stop() {
      going = false
      await Promise.all(stations.map(station => station.finish()))
      await Promise.all(lives)
    },
  }
}

const tokenOf = (station: string, n: number): string => `${station.slice(-12)}T${n}`.toUpperCase()

async function register(api: Api, id: string): Promise<string> {
  for (let n = 0; n < tokensPerStation; n++) {
    await api.patiently('PUT', `/v1/id-tokens/${encodeURIComponent(tokenOf(id, n))}`, {
      type: 'ISO14443',
      status: 'Accepted',
    })
  }
  const created = await api.patiently('POST', '/v1/stations', { stationId: id, name: `Simulated ${id}` })
  if (created.status === 409) return passwordOf(await api.send('POST', `/v1/stations/${id}/password`, {}))
  if (created.status !== 201)
    throw new Error(`registering ${id} answered ${created.status}: ${JSON.stringify(created.body)}`)
  return passwordOf(created.body)
}

function passwordOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'password' in body && typeof body.password === 'string')
    return body.password
  throw new Error('the API gave no password for a station')
}
