// What the cases of smart charging have in common: profiles in OCPP's words, a transaction, a site that the station belongs to.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { until } from '../harness/until.ts'
import type { Asked, Json, WireStation } from '../harness/wire-station.ts'
import type { Scene } from './certify.ts'

export const startSchedule = '2026-01-01T00:00:00Z'
export const validity = { validFrom: '2026-01-01T00:00:00Z', validTo: '2036-01-01T00:00:00Z' }

let lastId = 100

/** Profiles of a station need ids of their own. */
export function nextId(): number {
  lastId += 1
  return lastId
}

export function schedule(more: Json = {}, period: Json = { limit: 6, numberPhases: 3 }): Json {
  return { id: nextId(), chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, ...period }], ...more }
}

/** An absolute TxDefaultProfile unless told. */
export function profile(more: Json = {}): Json {
  return {
    id: nextId(),
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    ...validity,
    chargingSchedule: [schedule({ startSchedule, duration: 300 })],
    ...more,
  }
}

/** A profile that holds from the start of a transaction. */
export function relative(more: Json = {}, period?: Json): Json {
  return {
    id: nextId(),
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: [schedule({}, period)],
    ...more,
  }
}

export async function startTransaction2(scene: Scene, station: WireStation, more: Json = {}): Promise<string> {
  const transactionId = randomUUID()
  await station.result('TransactionEvent', {
    eventType: 'Started',
    timestamp: new Date().toISOString(),
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId, chargingState: 'EVConnected', ...more },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: await scene.token(), type: 'ISO14443' },
  })
  return transactionId
}

/** What a station says when its rate has changed; fails unless it is taken. */
export async function rateChanged(station: WireStation, transactionId: string, seqNo: number): Promise<void> {
  await station.result('TransactionEvent', {
    eventType: 'Updated',
    timestamp: new Date().toISOString(),
    triggerReason: 'ChargingRateChanged',
    seqNo,
    transactionInfo: { transactionId, chargingState: 'Charging' },
  })
}

export async function putSite(scene: Scene, station: WireStation, limitA: number, more: Json = {}): Promise<void> {
  const members = [{ stationId: station.id, evseId: 1, maxA: 32 }]
  await scene.api.send('PUT', `/v1/sites/${station.id}`, { limitA, members, ...more })
}

/** The next charging profile for the transaction, accepted by the station. Defaults of the site that come before it are accepted too. */
export async function txProfile(station: WireStation, transactionId: string): Promise<Json> {
  for (;;) {
    const asked: Asked = await station.expect('SetChargingProfile')
    asked.answer({ status: 'Accepted' })
    const { evseId, chargingProfile } = asked.payload as { evseId: number; chargingProfile: Json }
    if (chargingProfile.chargingProfilePurpose !== 'TxProfile') continue
    assert.deepEqual([evseId, chargingProfile.transactionId], [1, transactionId])
    return chargingProfile
  }
}

export function limitOf(chargingProfile: Json): unknown {
  const [first] = chargingProfile.chargingSchedule as { chargingSchedulePeriod: { limit: number }[] }[]
  return first?.chargingSchedulePeriod[0]?.limit
}

interface KnownProfiles {
  accepted: { profileId: number; evseId: number; purpose: string; kind: string; schedules: Json[] }[]
  reported?: { requestId: string; complete: boolean; profiles: { profileId: number; evseId: number; source: string }[] }
}

/** What the API says of a station's profiles, as soon as `holds`. */
export async function profilesOnce(
  scene: Scene,
  station: WireStation,
  holds: (known: KnownProfiles) => boolean,
): Promise<KnownProfiles> {
  return until(
    async () => {
      const known = await scene.api.get<KnownProfiles>(`/v1/stations/${station.id}/charging-profiles`)
      return holds(known) && known
    },
    { what: 'the profiles of the station to be known' },
  )
}
