import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AccessSecurity } from '@chargeplane/proto/stations/v1/security'
import { checkSecurityProfile } from './profile-rule.ts'

const security = (profile: number, allowDowngrade = false) => AccessSecurity.fromPartial({ profile, allowDowngrade })
const network = (securityProfile: number) =>
  JSON.stringify({ configurationSlot: 1, connectionData: { securityProfile } })
const key = (value: string, name = 'SecurityProfile') => JSON.stringify({ key: name, value })
const lower = { code: 'failed_precondition', field: 'securityProfile' }

describe('checkSecurityProfile', () => {
  it('sends no station to a lower profile than it has come with (A00.FR.005)', () => {
    for (const profile of [0, 1]) {
      assert.throws(() => checkSecurityProfile(security(2), 'SetNetworkProfile', network(profile)), lower)
      assert.throws(() => checkSecurityProfile(security(2), 'ChangeConfiguration', key(String(profile))), lower)
    }
    assert.throws(() => checkSecurityProfile(security(3), 'ChangeConfiguration', key('2', 'securityprofile')), lower)
  })

  it('lets it rise, stay, and step down from 3 to 2 where the operator allows that', () => {
    for (const profile of [2, 3]) checkSecurityProfile(security(2), 'SetNetworkProfile', network(profile))
    checkSecurityProfile(security(3, true), 'SetNetworkProfile', network(2))
    assert.throws(() => checkSecurityProfile(security(3, true), 'SetNetworkProfile', network(1)), lower)
    checkSecurityProfile(undefined, 'SetNetworkProfile', network(0))
  })

  it('has nothing to say of other commands, keys and values', () => {
    checkSecurityProfile(security(3), 'ChangeConfiguration', key('1', 'HeartbeatInterval'))
    checkSecurityProfile(security(3), 'ChangeConfiguration', key('none'))
    checkSecurityProfile(security(3), 'Reset', JSON.stringify({ type: 'Hard' }))
  })
})
