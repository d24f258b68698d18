// One certification case or requirement as a test: stations of its own on the shared platform, judged by the frames on the wire.
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import type { OcppVersion } from '@chargeplane/ocpp'
import type { Api } from '../fleet/api.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import type { ListenerName } from '../harness/test-pki.ts'
import { connectWireStation, type Json, type StationTls, type WireStation } from '../harness/wire-station.ts'
import { putToken, registerStation } from '../harness/world.ts'

/** What the API answered to a command. */
export interface CommandAnswer {
  status: number
  body: { commandId: string; outcome: string; action: string; response: Json; error: Json | null } & Json
}

/** A listener with TLS, and how the station takes part in it. */
export interface Secure {
  listener: ListenerName
  tls: StationTls
}

export interface Scene {
  readonly version: OcppVersion
  readonly api: Api
  readonly platform: SharedPlatform
  /** A registered station with a name of its own, not connected. */
  register(): Promise<{ id: string; password: string }>
  /** Connects a station (a new one unless given), without a boot. */
  connect(registered?: { id: string; password: string }, secure?: Secure): Promise<WireStation>
  /** Connects a station and boots it; fails unless the boot is accepted. */
  boot(): Promise<WireStation>
  /** A new id token, known to authorization; `more` as in PUT /v1/id-tokens. */
  token(more?: Json): Promise<string>
  /** Sends a command by the API and resolves with the API's answer; the station has to answer meanwhile. */
  command(station: WireStation, action: string, payload?: Json): Promise<CommandAnswer>
  /** Sends a command by the API, answers it as the station, and hands back what went over the wire and what the API said. */
  exchange(
    station: WireStation,
    action: string,
    payload: Json,
    answer: Json,
  ): Promise<{ request: Json; response: CommandAnswer }>
}

/** BootNotification as the version wants it. */
export function bootPayload(version: OcppVersion, more: Json = {}): Json {
  return version === '1.6'
    ? { chargePointVendor: 'Certified', chargePointModel: 'C16', ...more }
    : { reason: 'PowerUp', chargingStation: { vendorName: 'Certified', model: 'C2' }, ...more }
}

/**
 * A test of the cases and requirements `ids` (OCTT case ids, requirement ids) as a station of `version` sees them. Which ids are covered is
 * read from these calls, so both are literals.
 */
export function certify(
  ids: readonly string[],
  version: OcppVersion,
  title: string,
  body: (scene: Scene) => Promise<void>,
): void {
  it(`${version} ${ids.join(', ')}: ${title}`, async () => {
    const platform = await sharedPlatform()
    const stations: WireStation[] = []
    const scene = sceneOf(platform, version, stations)
    try {
      await body(scene)
    } finally {
      await Promise.all(stations.map(station => station.close()))
    }
  })
}

function sceneOf(platform: SharedPlatform, version: OcppVersion, stations: WireStation[]): Scene {
  const { api } = platform
  const unique = (prefix: string) => `${prefix}-${randomBytes(5).toString('hex')}`
  const register = async () => {
    const id = unique('CERT')
    return { id, password: await registerStation(api, id) }
  }
  const connect = async (registered?: { id: string; password: string }, secure?: Secure) => {
    const { id, password } = registered ?? (await register())
    const edge = platform.edges[stations.length % platform.edges.length]
    const url = (secure === undefined ? edge?.url : edge?.secureUrl(secure.listener)) ?? ''
    const station = await connectWireStation({ url, id, password, version, ...(secure && { tls: secure.tls }) })
    stations.push(station)
    return station
  }
  const command = async (station: WireStation, action: string, payload: Json = {}): Promise<CommandAnswer> => {
    const path = `/v1/stations/${encodeURIComponent(station.id)}/commands/${action}`
    return (await api.patiently('POST', path, payload)) as CommandAnswer
  }
  return {
    version,
    api,
    platform,
    register,
    connect,
    command,
    async boot() {
      const station = await connect()
      const { status } = await station.result('BootNotification', bootPayload(version))
      if (status !== 'Accepted') throw new Error(`the boot was answered ${status}`)
      return station
    },
    async token(more = {}) {
      const idToken = unique('T').slice(0, 20)
      await putToken(api, idToken, more)
      return idToken
    },
    async exchange(station, action, payload, answer) {
      const answered = command(station, action, payload)
      const asked = await Promise.race([
        station.expect(action),
        // A command that the API refuses never comes to the station.
        answered.then(({ status, body }) => {
          throw new Error(`${action} was not sent, the API answered ${status}: ${JSON.stringify(body)}`)
        }),
      ])
      asked.answer(answer)
      return { request: asked.payload, response: await answered }
    },
  }
}
