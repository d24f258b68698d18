import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { StationSecurity } from '@chargeplane/proto/stations/v1/security'
import { startGateway, type TestGateway } from '../testing/gateway.ts'
import { keys } from '../testing/owners.ts'

const presented = {
  ...{ fingerprint: 'f1', serialNumber: 'ab1', issuer: 'CN=Root' },
  ...{ notAfter: '2030-01-01T00:00:00.000Z', firstSeenAt: '2026-11-25T00:00:00.000Z' },
}
const revoked = { certificate: 'f1', reason: 'stolen', actor: 'k1', revokedAt: '2026-11-25T00:00:00.000Z' }
const answer = async () =>
  StationSecurity.fromPartial({ profile: 3, admitExpired: true, presented: [presented], revoked: [revoked] })
const path = '/v1/stations/CP-1/security'

describe('how a station has to prove who it is', () => {
  let gateway: TestGateway
  before(async () => {
    const proofs = {
      getSecurity: answer,
      updateSecurity: answer,
      lowerSecurityProfile: answer,
      revokeCertificate: answer,
    }
    gateway = await startGateway({ owners: { proofs } })
  })
  after(() => gateway.close())
  const asked = () => gateway.owners.asked.at(-1)?.request

  it('is shown to viewers', async () => {
    const { status, body } = await gateway.call('GET', path, undefined, { key: keys.viewer })
    assert.equal(status, 200)
    const { actor, ...shown } = revoked
    assert.deepEqual(body, {
      ...{ securityProfile: 3, allowProfileDowngrade: false, admitExpiredCertificate: true },
      certificates: [presented],
      revoked: [{ ...shown, revokedBy: actor }],
    })
  })

  it('is changed by admins, only what they name', async () => {
    assert.equal((await gateway.call('PATCH', path, { securityProfile: 3 }, { key: keys.operator })).status, 403)
    assert.equal((await gateway.call('PATCH', path, { serialNumber: 'SN' }, { key: keys.admin })).status, 200)
    assert.deepEqual(asked(), {
      ...{ tenant: 'acme', stationId: 'CP-1', serialNumber: 'SN' },
      ...{ profile: undefined, allowDowngrade: undefined, admitExpired: undefined },
    })
    for (const body of [{}, { securityProfile: 4 }, { securityProfile: 0 }]) {
      assert.equal((await gateway.call('PATCH', path, body, { key: keys.admin })).status, 400)
    }
  })

  it('is lowered by admins, who have to say why', async () => {
    const lower = (body: object, key: string) => gateway.call('POST', `${path}/lower-profile`, body, { key })
    assert.equal((await lower({ securityProfile: 1, reason: 'x' }, keys.operator)).status, 403)
    assert.equal((await lower({ securityProfile: 1 }, keys.admin)).status, 400)
    assert.equal((await lower({ securityProfile: 1, reason: 'new board' }, keys.admin)).status, 200)
    assert.partialDeepStrictEqual(asked(), { tenant: 'acme', stationId: 'CP-1', profile: 1, reason: 'new board' })
    assert.notEqual((asked() as { actor: string }).actor, '')
  })

  it('loses certificates by fingerprint, or by serial number and issuer', async () => {
    const revoke = (body: object) => gateway.call('POST', `${path}/revocations`, body, { key: keys.operator })
    assert.equal((await revoke({ fingerprint: 'f1', reason: 'stolen' })).status, 200)
    assert.partialDeepStrictEqual(asked(), { fingerprint: 'f1', serialNumber: '', issuer: '', reason: 'stolen' })
    assert.equal((await revoke({ serialNumber: 'ab', issuer: 'CN=Root', reason: 'stolen' })).status, 200)
    assert.partialDeepStrictEqual(asked(), { fingerprint: '', serialNumber: 'ab', issuer: 'CN=Root' })
    assert.equal((await revoke({ serialNumber: 'ab', reason: 'stolen' })).status, 400)
    assert.equal(
      (await gateway.call('POST', `${path}/revocations`, { fingerprint: 'f', reason: 'r' }, { key: keys.viewer }))
        .status,
      403,
    )
  })
})
