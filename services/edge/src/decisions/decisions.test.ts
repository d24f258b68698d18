import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fail } from '@chargeplane/failure'
import type { DecisionOf, QuestionKind, QuestionOf } from '@chargeplane/ocpp'
import { AuthorizationServiceService, AuthorizeResponse } from '@chargeplane/proto/authorization/v1/authorization'
import { BillingDecisionServiceService } from '@chargeplane/proto/billing/v1/decisions'
import { ChargingDecisionServiceService } from '@chargeplane/proto/smartcharging/v1/charging'
import { CertificateServiceService } from '@chargeplane/proto/stations/v1/certificates'
import { DataTransferServiceService } from '@chargeplane/proto/stations/v1/data_transfer'
import { StationAccessServiceService } from '@chargeplane/proto/stations/v1/stations'
import { createTurns, type RpcClient, rpcClient } from '@chargeplane/rpc'
import { away, type Owners, serveOwners, silence } from '../testing/owners.ts'
import { createDecisions, type DecisionOptions, type Decisions } from './decisions.ts'
import { arrivalQuestions } from './questions.ts'

const asking = { tenant: 'default', station: 'CP-1' }
const boot: QuestionOf<'boot'> = {
  kind: 'boot',
  vendor: 'V',
  model: 'M',
  serialNumber: 'S',
  firmwareVersion: '1',
  reason: '',
}
const authorize: QuestionOf<'authorize'> = {
  kind: 'authorize',
  idToken: 'TOKEN',
  idTokenType: 'ISO14443',
  purpose: 'start',
  transactionId: '7',
  additionalInfo: [{ additionalIdToken: '1234', type: 'PIN' }],
  evseId: 2,
  stationLimit: { maxCost: 5, maxEnergyWh: undefined, maxTimeS: undefined, maxSocPercent: undefined },
  ocppVersion: '2.1',
}

async function decide<K extends QuestionKind>(decisions: Decisions, question: QuestionOf<K> & { kind: K }) {
  const decided: { readonly [Kind in QuestionKind]?: DecisionOf<Kind> } = await decisions.decide([question], asking)
  return decided[question.kind] ?? assert.fail('nothing was decided')
}

describe('createDecisions', () => {
  let owners: Owners
  let options: DecisionOptions
  let stations: RpcClient<StationAccessServiceService>
  before(async () => {
    owners = await serveOwners()
    stations = rpcClient(StationAccessServiceService, owners.address)
    options = {
      stations: arrivalQuestions(stations, 1000),
      authorization: rpcClient(AuthorizationServiceService, owners.address),
      billing: rpcClient(BillingDecisionServiceService, owners.address),
      transfers: rpcClient(DataTransferServiceService, owners.address),
      smartCharging: rpcClient(ChargingDecisionServiceService, owners.address),
      certificates: rpcClient(CertificateServiceService, owners.address),
      certificateDeadlineMs: 300,
      deadlineMs: 300,
      bootFallback: 'accepted',
      authorizeFallback: 'accept',
      fallbackIntervalS: 100,
      bootTurns: createTurns(2, 200),
    }
  })
  after(async () => {
    stations.close()
    options.authorization.close()
    options.billing.close()
    options.transfers.close()
    options.smartCharging.close()
    options.certificates.close()
    await owners.close()
  })

  it('hands on what the owner of boots decides, and all it is told', async () => {
    owners.onBoot = () => ({ status: 'Pending', intervalS: 77 })
    const decision = await decide(createDecisions(options), boot)
    assert.deepEqual(decision, { kind: 'boot', status: 'Pending', intervalS: 77, fallback: '' })
    const { kind, ...told } = boot
    assert.deepEqual(owners.boots.at(-1), { tenant: 'default', stationId: 'CP-1', ...told, certificateExpired: false })
    assert.equal(kind, 'boot')
  })

  it('hands on what the owner of tokens decides, and all it is told', async () => {
    owners.onAuthorize = () =>
      AuthorizeResponse.fromPartial({
        status: 'ConcurrentTx',
        expiresAt: '2027-01-01T00:00:00Z',
        groupIdToken: 'GROUP',
        evseIds: [3],
      })
    assert.deepEqual(await decide(createDecisions(options), authorize), {
      kind: 'authorize',
      status: 'ConcurrentTx',
      expiresAt: '2027-01-01T00:00:00Z',
      groupIdToken: 'GROUP',
      profile: undefined,
      evseIds: [3],
      transactionLimit: undefined,
      fallback: '',
    })
    const { kind, ...told } = authorize
    assert.deepEqual(owners.authorizations.at(-1), { tenant: 'default', stationId: 'CP-1', ...told })
    assert.equal(kind, 'authorize')
  })

  it('falls back as configured when the owner says that it can not decide', async () => {
    owners.onBoot = () => Promise.reject(away)
    owners.onAuthorize = () => Promise.reject(away)
    const accepting = createDecisions(options)
    const strict = createDecisions({ ...options, bootFallback: 'pending', authorizeFallback: 'reject' })
    const accepted = await decide(accepting, boot)
    assert.ok(accepted.kind === 'boot' && accepted.intervalS >= 100 && accepted.intervalS <= 120)
    assert.deepEqual([accepted.status, accepted.fallback], ['Accepted', 'accepted'])
    const pending = await decide(strict, boot)
    assert.deepEqual([pending.status, pending.fallback], ['Pending', 'pending'])
    const token = await decide(accepting, authorize)
    assert.deepEqual([token.status, token.fallback], ['Accepted', 'accept'])
    const refused = await decide(strict, authorize)
    assert.deepEqual([refused.status, refused.fallback], ['Invalid', 'reject'])
  })

  it('promise 41: asks about few boots at a time, and answers by the fallback whose turn does not come', async () => {
    let [asked, most] = [0, 0]
    owners.onBoot = async () => {
      asked += 1
      most = Math.max(most, asked)
      // The first waits for one beside it, however slow the machine.
      do await new Promise(resolve => setImmediate(resolve))
      while (most < 2)
      asked -= 1
      return { status: 'Accepted', intervalS: 300 }
    }
    const bootTurns = createTurns(2, 5000)
    const storm = createDecisions({ ...options, bootTurns })
    const answers = await Promise.all(Array.from({ length: 100 }, () => decide(storm, boot)))
    assert.equal(most, 2)
    assert.ok(answers.every(({ status, fallback }) => status === 'Accepted' && fallback === ''))
    owners.onBoot = silence
    const impatient = createDecisions({ ...options, bootTurns: createTurns(2, 20), bootFallback: 'pending' })
    const late = await Promise.all(Array.from({ length: 20 }, () => decide(impatient, boot)))
    assert.ok(late.every(({ status, fallback }) => status === 'Pending' && fallback === 'pending'))
    assert.ok(new Set(late.map(({ intervalS }) => intervalS)).size > 5)
  })

  it('falls back at the deadline when the owner says nothing', async () => {
    owners.onAuthorize = silence
    const started = performance.now()
    const { fallback } = await decide(createDecisions(options), authorize)
    const ms = performance.now() - started
    assert.equal(fallback, 'accept')
    assert.ok(ms >= 250 && ms < 1500, `took ${ms} ms`)
  })

  it('takes a token that its owner can not read for invalid, which is no fallback', async () => {
    owners.onAuthorize = () =>
      Promise.reject(fail('invalid_argument', 'an id token has 1 to 36 characters', { field: 'id_token' }))
    const { status, fallback } = await decide(createDecisions(options), authorize)
    assert.deepEqual([status, fallback], ['Invalid', ''])
  })

  it('falls back when nobody listens', async () => {
    const nobody = rpcClient(StationAccessServiceService, '127.0.0.1:1')
    const { fallback } = await decide(createDecisions({ ...options, stations: arrivalQuestions(nobody, 300) }), boot)
    assert.equal(fallback, 'accepted')
    nobody.close()
  })
})
