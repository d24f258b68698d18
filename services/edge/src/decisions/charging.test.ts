import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { QuestionOf } from '@chargeplane/ocpp'
import { ChargingNeeds, ChargingSchedule } from '@chargeplane/proto/ocpp/v1/charging'
import { ChargingDecisionServiceService, ChargingNeedsVerdict } from '@chargeplane/proto/smartcharging/v1/charging'
import { implement, rpcClient, serveRpc } from '@chargeplane/rpc'
import { type ChargingOptions, decideChargingNeeds } from './charging-needs.ts'
import { decideDynamicSchedule } from './dynamic-schedule.ts'
import { decideEvSchedule } from './ev-schedule.ts'

const asking = { tenant: 'default', station: 'CP-1' }
const told = { tenant: 'default', stationId: 'CP-1' }
const needs: QuestionOf<'chargingNeeds'> = {
  kind: 'chargingNeeds',
  evseId: 2,
  needs: ChargingNeeds.fromPartial({ requestedEnergyTransfer: 'DC', maxCurrentA: 100 }),
}
const schedule: QuestionOf<'evSchedule'> = {
  kind: 'evSchedule',
  evseId: 2,
  schedule: ChargingSchedule.fromPartial({ id: 4, rateUnit: 'A' }),
}
const dynamic: QuestionOf<'dynamicSchedule'> = { kind: 'dynamicSchedule', profileId: 7 }

describe('decisions of smart charging', () => {
  const asked: unknown[] = []
  let verdict: ChargingNeedsVerdict = ChargingNeedsVerdict.ACCEPTED
  let away = false
  let options: ChargingOptions
  let close: () => Promise<void>
  before(async () => {
    const note = (request: unknown) => {
      if (away) throw fail('unavailable', 'the database is away')
      asked.push(request)
    }
    const service = implement(ChargingDecisionServiceService, {
      async decideChargingNeeds(request) {
        note(request)
        return { verdict }
      },
      async decideEvSchedule(request) {
        note(request)
        return { accepted: false }
      },
      async decideDynamicSchedule(request) {
        note(request)
        return { accepted: true, limit: { value: 16 }, dischargeLimit: undefined, setpoint: undefined }
      },
    })
    const server = await serveRpc({ host: '127.0.0.1', port: 0, services: [service] })
    const smartCharging = rpcClient(ChargingDecisionServiceService, `127.0.0.1:${server.port}`, { retries: 0 })
    options = { smartCharging, deadlineMs: 1000 }
    close = async () => {
      smartCharging.close()
      await server.close()
    }
  })
  after(() => close())

  it('hand on every verdict about what an EV wants, and what it wants', async () => {
    for (const [from, to] of [
      [ChargingNeedsVerdict.ACCEPTED, 'accepted'],
      [ChargingNeedsVerdict.PROCESSING, 'processing'],
      [ChargingNeedsVerdict.NO_PROFILE, 'none'],
      [ChargingNeedsVerdict.REFUSED, 'refused'],
      [ChargingNeedsVerdict.UNSPECIFIED, 'none'],
    ] as const) {
      verdict = from
      const decision = await decideChargingNeeds(options)(needs, asking)
      assert.deepEqual(decision, { kind: 'chargingNeeds', verdict: to, fallback: '' })
    }
    assert.deepEqual(asked.at(-1), { ...told, evseId: 2, needs: needs.needs })
  })

  it('hand on whether what an EV plans is allowed, and what a dynamic profile allows', async () => {
    const planned = await decideEvSchedule(options)(schedule, asking)
    assert.deepEqual(planned, { kind: 'evSchedule', accepted: false, fallback: '' })
    assert.deepEqual(asked.at(-1), { ...told, evseId: 2, schedule: schedule.schedule })
    const pulled = await decideDynamicSchedule(options)(dynamic, asking)
    assert.partialDeepStrictEqual(pulled, { accepted: true, limit: { value: 16 }, fallback: '' })
    assert.deepEqual(asked.at(-1), { ...told, profileId: 7 })
  })

  it('promise nothing when smart charging is away, and take the station at its word', async () => {
    away = true
    const decided = await Promise.all([
      decideChargingNeeds(options)(needs, asking),
      decideEvSchedule(options)(schedule, asking),
      decideDynamicSchedule(options)(dynamic, asking),
    ])
    assert.partialDeepStrictEqual(decided, [
      { verdict: 'none', fallback: 'no_profile' },
      { accepted: true, fallback: 'accept' },
      { accepted: false, limit: undefined, fallback: 'reject' },
    ])
    away = false
  })
})
