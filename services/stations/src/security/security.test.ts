import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  LowerSecurityProfileRequest,
  RecordSecurityRequest,
  RevokeCertificateRequest,
  UpdateSecurityRequest,
} from '@chargeplane/proto/stations/v1/security'
import { openAccessBook } from '../access.ts'
import { deleteStation } from '../rpc/delete-station.ts'
import { getAccess } from '../rpc/get-access.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { lowerSecurityProfile } from './lower-profile.ts'
import { viewSecurity } from './read.ts'
import { recordSecurity } from './record-security.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { updateSecurity } from './update-security.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['stations', 'revoked_certificates', 'outbox']) await bench.database.query(`DELETE FROM ${table}`)
  await bench.register('CP-1')
})

const address = { tenant: 'default', stationId: 'cp-1' }
const fingerprint = (n: number) => n.toString(16).padStart(2, '0').repeat(32)
const certificate = (n: number) => ({
  ...{ fingerprint: fingerprint(n), serialNumber: `a${n}`, issuer: 'CN=Root,O=Operator' },
  notAfter: '2030-01-01T00:00:00.000Z',
})
const record = (profile: number, of?: ReturnType<typeof certificate>) =>
  recordSecurity(bench)(RecordSecurityRequest.fromPartial({ ...address, profile, certificate: of }))
const update = (changes: Partial<UpdateSecurityRequest>) =>
  updateSecurity(bench)(UpdateSecurityRequest.fromPartial({ ...address, ...changes }))
const lower = (profile: number, more: Partial<LowerSecurityProfileRequest> = {}) =>
  lowerSecurityProfile(bench)(
    LowerSecurityProfileRequest.fromPartial({ ...address, profile, reason: 'new board', actor: 'key-1', ...more }),
  )
const revoke = (changes: Partial<RevokeCertificateRequest>) =>
  revokeCertificate(bench)(
    RevokeCertificateRequest.fromPartial({ ...address, reason: 'stolen', actor: 'key-1', ...changes }),
  )
const access = async () => (await getAccess(bench.access, 'reject')(address)).security
const said = async () =>
  (await bench.emitted()).slice(1).map(({ type, data }) => ({ type: type.split('.').at(-1), data }))

describe('the security profile of a station', () => {
  it('is the highest it has come with, in whatever order that is heard of', async () => {
    assert.equal(await access(), undefined)
    for (const profile of [1, 3, 2, 1]) await record(profile)
    assert.equal((await access())?.profile, 3)
    // As another instance, or the next process, reads it.
    const next = openAccessBook(bench.database, { max: 10, freshMs: 60_000 })
    assert.equal((await next.get(address))?.security?.profile, 3)
    assert.equal((await said()).filter(({ type }) => type === 'StationAccessChanged').length, 2)
  })

  it('is raised by the operator, and not lowered by the way', async () => {
    assert.equal((await update({ profile: 2, allowDowngrade: true, admitExpired: true })).profile, 2)
    assert.partialDeepStrictEqual(await access(), { profile: 2, allowDowngrade: true, admitExpired: true })
    await assert.rejects(update({ profile: 1 }), { code: 'failed_precondition', field: 'profile' })
    assert.equal((await update({ admitExpired: false })).profile, 2)
  })

  it('is lowered by one operation, with who and why in an event', async () => {
    await record(3)
    assert.equal((await lower(2)).profile, 2)
    assert.deepEqual((await said()).at(-1), {
      type: 'SecurityProfileLowered',
      data: {
        ...{ tenant: 'default', stationId: 'CP-1', fromProfile: 3, toProfile: 2 },
        reason: 'new board',
        actor: 'key-1',
      },
    })
    assert.equal((await access())?.profile, 2)
    await assert.rejects(lower(2), { code: 'failed_precondition', field: 'profile' })
    await assert.rejects(lower(1, { reason: ' ' }), { code: 'invalid_argument', field: 'reason' })
    await assert.rejects(lower(1, { actor: '' }), { code: 'invalid_argument', field: 'actor' })
  })
})

describe('the certificates of a station', () => {
  it('are remembered, the newest eight, and told the edges', async () => {
    for (let n = 1; n <= 10; n++) await record(3, certificate(n))
    await record(3, certificate(10))
    const seen = (await access())?.presented ?? []
    assert.deepEqual([seen.length, seen[0]], [8, fingerprint(10)])
    const [newest] = (await viewSecurity(bench.database, address)).presented
    assert.partialDeepStrictEqual(newest, certificate(10))
  })

  it('are revoked by fingerprint or by serial number and issuer, once, and stay so when the station is registered again', async () => {
    await revoke({ fingerprint: fingerprint(1).toUpperCase() })
    await revoke({ fingerprint: fingerprint(1) })
    await revoke({ serialNumber: '00:0A:B1', issuer: 'CN=Root,O=Operator' })
    const revoked = [fingerprint(1), 'ab1/CN=Root,O=Operator']
    assert.deepEqual(new Set((await access())?.revoked), new Set(revoked))
    assert.equal((await said()).filter(({ type }) => type === 'CertificateRevoked').length, 2)
    await deleteStation(bench)(address)
    await bench.register('CP-1')
    assert.deepEqual(new Set((await access())?.revoked), new Set(revoked))
  })

  it('bear a serial number that is nobody else’s (A00.FR.427)', async () => {
    await bench.register('CP-2')
    await bench.register('SN-9')
    assert.equal((await update({ serialNumber: 'SN-1' })).serialNumber, 'SN-1')
    assert.equal((await update({ serialNumber: 'SN-1' })).serialNumber, 'SN-1')
    for (const serialNumber of ['SN-1', 'sn-9', 'CP-2']) {
      const second = update({ stationId: serialNumber === 'CP-2' ? 'CP-1' : 'CP-2', serialNumber })
      await assert.rejects(second, { code: 'already_exists', field: 'serialNumber' })
    }
    assert.equal((await update({ serialNumber: '' })).serialNumber, '')
  })
})

it('nothing of it is done to a station that is not there, or on bad input', async () => {
  const other = { tenant: 'other' }
  await assert.rejects(update({ ...other, profile: 2 }), { code: 'not_found' })
  await assert.rejects(lower(1, other), { code: 'not_found' })
  await assert.rejects(revoke({ ...other, fingerprint: fingerprint(1) }), { code: 'not_found' })
  await assert.rejects(viewSecurity(bench.database, { tenant: 'other', stationId: 'CP-1' }), { code: 'not_found' })
  await recordSecurity(bench)(RecordSecurityRequest.fromPartial({ tenant: 'other', stationId: 'CP-1', profile: 3 }))
  assert.equal(await access(), undefined)
  await assert.rejects(record(4), { code: 'invalid_argument', field: 'profile' })
  await assert.rejects(update({ profile: 0 }), { code: 'invalid_argument', field: 'profile' })
  await assert.rejects(update({ serialNumber: 'a\nb' }), { code: 'invalid_argument', field: 'serialNumber' })
  await assert.rejects(revoke({ fingerprint: 'abc' }), { code: 'invalid_argument', field: 'fingerprint' })
  await assert.rejects(revoke({ serialNumber: 'xyz', issuer: 'CN=x' }), { field: 'serialNumber' })
  await assert.rejects(revoke({ serialNumber: 'ab' }), { code: 'invalid_argument', field: 'issuer' })
})
