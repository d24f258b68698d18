import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AccessSecurity } from '@chargeplane/proto/stations/v1/security'
import type { StationAccess } from '@chargeplane/proto/stations/v1/stations'
import { createRevocationBook } from '../sockets/revocations.ts'
import type { ClientCertificate, SecurityProfile } from '../sockets/websocket.ts'
import { unknownAccess } from '../testing/owners.ts'
import { cpoName, isNews, organizationsBy, type ProofRules, proofOf } from './station-proof.ts'

const day = 86_400_000
const good: ClientCertificate = {
  commonName: 'SN-0001',
  organizations: ['Operator'],
  serialNumber: 'ab1',
  fingerprint: 'f1'.repeat(32),
  issuer: 'CN=Root,O=Operator',
  notBeforeMs: Date.now() - day,
  notAfterMs: Date.now() + day,
}
const rules: ProofRules = {
  organizationsOf: organizationsBy(['*=Operator', 'acme=Acme', 'acme=Acme Ltd']),
  revocations: createRevocationBook(),
}
const accessWith = (security?: Partial<AccessSecurity>): StationAccess => ({
  ...unknownAccess,
  ...{ known: true, admitted: true, stationId: 'SN-0001' },
  security: security && AccessSecurity.fromPartial(security),
})
const prove = (
  profile: SecurityProfile,
  certificate?: ClientCertificate,
  security?: Partial<AccessSecurity>,
  more: { tenant?: string; station?: string; tenants?: ReadonlySet<string>; rules?: ProofRules } = {},
) => {
  const { tenant = 'default', station = 'SN-0001', tenants } = more
  return proofOf(more.rules ?? rules, { tenant, station }, accessWith(security), { profile, certificate, tenants })
}

describe('proofOf', () => {
  it('asks for a certificate in profile 3 alone, of the station and of its operator (A00.FR.404, FR.405)', () => {
    assert.deepEqual(prove(1), { profile: 1, serialNumber: '', expired: false })
    assert.deepEqual(prove(2), { profile: 2, serialNumber: '', expired: false })
    assert.deepEqual(prove(3, good), { profile: 3, serialNumber: 'SN-0001', expired: false })
    assert.equal(prove(3), 'no_certificate')
    for (const commonName of ['SN-0002', '', 'SN-00011', 'SN-0001 ']) {
      assert.equal(prove(3, { ...good, commonName }), 'foreign_certificate', commonName)
    }
    for (const organizations of [[], ['Other'], ['operator'], ['Operator Ltd']]) {
      assert.equal(prove(3, { ...good, organizations }), 'foreign_certificate', organizations.join())
    }
    assert.notEqual(prove(3, { ...good, organizations: ['Maker', 'Operator'] }), 'foreign_certificate')
  })

  it('knows a station by its registered serial number, or else by its identity in any case', () => {
    assert.partialDeepStrictEqual(prove(3, { ...good, commonName: 'sn-0001' }), { serialNumber: 'SN-0001' })
    const security = { serialNumber: 'X-77' }
    assert.partialDeepStrictEqual(prove(3, { ...good, commonName: 'X-77' }, security), { serialNumber: 'X-77' })
    assert.equal(prove(3, { ...good, commonName: 'x-77' }, security), 'foreign_certificate')
    assert.equal(prove(3, good, security), 'foreign_certificate')
  })

  it('takes the names of the tenant, and where it has none those of all', () => {
    const acme = { tenant: 'acme' }
    assert.equal(prove(3, good, undefined, acme), 'foreign_certificate')
    for (const name of ['Acme', 'Acme Ltd']) {
      assert.notEqual(prove(3, { ...good, organizations: [name] }, undefined, acme), 'foreign_certificate')
    }
    assert.deepEqual([cpoName('a=b=c'), cpoName('=b'), cpoName('a='), cpoName('a')], [['a', 'b=c'], ...Array(3)])
    assert.equal(
      prove(3, good, undefined, { rules: { ...rules, organizationsOf: organizationsBy([]) } }),
      'foreign_certificate',
    )
  })

  it('lets nobody in on a listener of other tenants', () => {
    assert.equal(prove(3, good, undefined, { tenants: new Set(['acme']) }), 'foreign_tenant')
    assert.notEqual(prove(3, good, undefined, { tenants: new Set(['acme', 'default']) }), 'foreign_tenant')
  })

  it('refuses a profile below the one it has come with, but from 3 to 2 where that is allowed (OCPP 2.1 A05.FR.08, FR.09)', () => {
    const outcome = (floor: number, profile: SecurityProfile, allowDowngrade = false) =>
      prove(profile, good, { profile: floor, allowDowngrade }) === 'lower_profile' ? 'refused' : 'in'
    for (const floor of [0, 1, 2, 3]) {
      for (const profile of [1, 2, 3] as const) {
        assert.equal(outcome(floor, profile), profile < floor ? 'refused' : 'in', `${floor} ${profile}`)
      }
    }
    assert.deepEqual([outcome(3, 2, true), outcome(3, 1, true), outcome(2, 1, true)], ['in', 'refused', 'refused'])
  })

  it('refuses what is revoked, by the registry or by a list of the authority', () => {
    for (const revoked of [good.fingerprint, `${good.serialNumber}/${good.issuer}`]) {
      assert.equal(prove(3, good, { revoked: [revoked] }), 'revoked_certificate')
    }
    assert.notEqual(prove(3, good, { revoked: [`${good.serialNumber}/CN=Other`] }), 'revoked_certificate')
    const revocations = createRevocationBook()
    const list = { issuer: good.issuer, serialNumbers: new Set(['ab1']), nextUpdateMs: undefined }
    revocations.replace('mtls', [list])
    assert.equal(prove(3, good, undefined, { rules: { ...rules, revocations } }), 'revoked_certificate')
    revocations.replace('mtls', [{ ...list, issuer: 'CN=Other' }])
    assert.notEqual(prove(3, good, undefined, { rules: { ...rules, revocations } }), 'revoked_certificate')
  })

  it('refuses what has expired or is not valid yet, but for who may come to be given another (A00.FR.429)', () => {
    const expired = { ...good, notAfterMs: Date.now() - 1000 }
    assert.equal(prove(3, expired), 'expired_certificate')
    assert.equal(prove(3, { ...good, notBeforeMs: Date.now() + day }), 'expired_certificate')
    assert.deepEqual(prove(3, expired, { admitExpired: true }), { profile: 3, serialNumber: 'SN-0001', expired: true })
    const revoked = { admitExpired: true, revoked: [good.fingerprint] }
    assert.equal(prove(3, expired, revoked), 'revoked_certificate')
  })
})

describe('isNews', () => {
  const asked = { profile: 3, certificate: good, tenants: undefined } as const
  it('is what stations was never told: a higher profile, another certificate', () => {
    assert.equal(isNews(accessWith(), asked), true)
    const seen = { profile: 3, presented: [good.fingerprint] }
    assert.equal(isNews(accessWith(seen), asked), false)
    assert.equal(isNews(accessWith({ ...seen, presented: [] }), asked), true)
    assert.equal(isNews(accessWith(seen), { ...asked, profile: 2 }), false)
    assert.equal(isNews(accessWith(), { ...asked, profile: 1 }), false)
    assert.equal(isNews({ ...accessWith(), known: false }, asked), false)
  })
})
