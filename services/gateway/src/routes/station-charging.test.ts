import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import { ChargingNeeds, ChargingProfile } from '@chargeplane/proto/ocpp/v1/charging'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { PlacedChargingProfile, ReportedChargingLimit } from '@chargeplane/proto/smartcharging/v1/charging'
import { SendCommandResponse } from '@chargeplane/proto/stations/v1/stations'
import { startGateway, type TestGateway } from '../testing/gateway.ts'

const at = '2026-11-23T08:00:00Z'
const schedule = {
  id: 2,
  rateUnit: 'A',
  periods: [{ limit: { value: 0 } }, { startsAfterS: 60, limit: { value: 16 } }],
}
const scheduleJson = {
  id: 2,
  rateUnit: 'A',
  periods: [
    { startsAfterS: 0, limit: { value: 0 } },
    { startsAfterS: 60, limit: { value: 16 } },
  ],
}
const profile = ChargingProfile.fromPartial({
  id: 5,
  purpose: 'TxDefaultProfile',
  kind: 'Relative',
  schedules: [schedule],
})
const placed = PlacedChargingProfile.fromPartial({ evseId: 1, source: 'CSO', profile })
const placedJson = {
  evseId: 1,
  source: 'CSO',
  profileId: 5,
  stackLevel: 0,
  purpose: 'TxDefaultProfile',
  kind: 'Relative',
  schedules: [scheduleJson],
}

describe('what is known of the charging of a station', () => {
  let gateway: TestGateway
  let reported = true
  let check: () => Promise<object> = async () => ({})
  before(async () => {
    const needs = ChargingNeeds.fromPartial({ requestedEnergyTransfer: 'DC', energyWh: 20_000, capacityWh: 60_000 })
    gateway = await startGateway({
      owners: {
        charging: {
          getChargingProfiles: async () => ({
            accepted: [placed],
            requestId: reported ? 9n : 0n,
            reportedAt: reported ? at : '',
            complete: reported,
            reported: reported ? [placed] : [],
          }),
          listChargingLimits: async () => ({
            limits: [ReportedChargingLimit.fromPartial({ source: 'EMS', schedules: [schedule], reportedAt: at })],
          }),
          listChargingNeeds: async () => ({ needs: [{ evseId: 1, status: 'Accepted', reportedAt: at, needs }] }),
          checkChargingProfile: () => check(),
        },
        commands: {
          sendCommand: async () =>
            SendCommandResponse.fromPartial({
              commandId: 'c',
              action: 'SetChargingProfile',
              outcome: CommandOutcome.ANSWERED,
              response: '{"status":"Accepted"}',
            }),
        },
      },
    })
  })
  after(() => gateway.close())

  it('are the profiles that it accepted, and those that it reported', async () => {
    const path = '/v1/stations/CP-1/charging-profiles'
    const { body } = await gateway.call('GET', path)
    const report = { requestId: '9', reportedAt: at, complete: true, profiles: [placedJson] }
    assert.deepEqual(body, { accepted: [placedJson], reported: report })
    assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), { request: { tenant: 'acme', stationId: 'CP-1' } })
    reported = false
    assert.deepEqual((await gateway.call('GET', path)).body, { accepted: [placedJson] })
  })

  it('are the limits that others have set', async () => {
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/charging-limits')
    const limit = { evseId: 0, source: 'EMS', gridCritical: false, localGeneration: false, reportedAt: at }
    assert.deepEqual(body, { items: [{ ...limit, schedules: [scheduleJson] }] })
  })

  it('are the needs of its EVs', async () => {
    const { body } = await gateway.call('GET', '/v1/stations/CP-1/charging-needs')
    const needs = { requestedEnergyTransfer: 'DC', availableEnergyTransfer: [], energyWh: 20_000 }
    assert.deepEqual(body, { items: [{ evseId: 1, status: 'Accepted', reportedAt: at, ...needs }] })
  })

  describe('a charging profile to be sent', () => {
    const chargingProfile = {
      id: 6,
      stackLevel: 2,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Relative',
      chargingSchedule: [{ id: 6, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] }],
    }
    const send = (body: object) => gateway.call('POST', '/v1/stations/CP-1/commands/SetChargingProfile', body)
    const sent = () => gateway.owners.asked.filter(({ method }) => method === 'SendCommand').length

    it('is refused where the station holds another in its place (K01.FR.06)', async () => {
      check = () => Promise.reject(fail('failed_precondition', 'held', { field: 'chargingProfile.stackLevel' }))
      const before = sent()
      const { status, body } = await send({ evseId: 1, chargingProfile })
      assert.equal(status, 409)
      assert.partialDeepStrictEqual(body, { field: 'chargingProfile.stackLevel' })
      assert.equal(sent(), before)
      assert.partialDeepStrictEqual(gateway.owners.asked.at(-1), {
        request: { tenant: 'acme', stationId: 'CP-1', evseId: 1, profile: { id: 6, stackLevel: 2 } },
      })
    })

    it('of 1.6 replaces it, and is not asked about', async () => {
      assert.equal((await send({ connectorId: 1, csChargingProfiles: {} })).status, 200)
    })

    it('goes out when nothing is in its way, and when nobody can say', async () => {
      check = async () => ({})
      assert.equal((await send({ evseId: 1, chargingProfile })).status, 200)
      check = () => Promise.reject(fail('internal', 'broken'))
      assert.equal((await send({ evseId: 1, chargingProfile })).status, 200)
    })
  })
})
