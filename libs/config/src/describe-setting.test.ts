import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeSetting } from './describe-setting.ts'
import { settingTypes as t } from './setting-types.ts'
import * as shared from './shared-settings.ts'

describe('describeSetting', () => {
  it('reads name, description, expectation and default through wrappers in any order', () => {
    const inside = t.port().describe('Port of the listener').default(9000)
    const outside = t.port().default(9000).describe('Port of the listener')
    const expected = {
      name: 'EDGE_PORT',
      description: 'Port of the listener',
      expects: 'a port number from 0 to 65535',
      secret: false,
      required: false,
      default: '9000',
    }
    assert.deepEqual(describeSetting('EDGE_PORT', inside), expected)
    assert.deepEqual(describeSetting('EDGE_PORT', outside), expected)
  })

  it('takes the default of the service, not the one it replaced', () => {
    const type = t.port().default(1).default(2)
    assert.equal(describeSetting('P', type).default, '2')
  })

  it('tells required, optional and defaulted settings apart', () => {
    assert.equal(describeSetting('A', t.text()).required, true)
    assert.equal(describeSetting('A', t.text().optional()).required, false)
    assert.equal(describeSetting('A', t.csv().default(['a', 'b'])).default, 'a,b')
  })

  it('shows no default of a secret', () => {
    const setting = describeSetting('S', t.secret(1).default('changeme'))
    assert.equal(setting.secret, true)
    assert.equal(setting.default, '[secret]')
    assert.equal(describeSetting('S', t.secret(1).optional()).default, undefined)
  })

  it('tells a default that depends on the machine in words', () => {
    const inside = t.text().meta({ defaultText: 'the host name' }).default('vm-7').describe('Name of this process')
    const outside = t.text().default('vm-7').meta({ description: 'Name of this process', defaultText: 'the host name' })
    for (const type of [inside, outside]) assert.equal(describeSetting('S', type).default, 'the host name')
  })

  it('finds a description on every shared setting', () => {
    const groups = Object.entries(shared).filter(([name]) => name.endsWith('Settings') || name === 'peers')
    assert.equal(groups.length, 9)
    for (const [, group] of groups) {
      for (const [name, type] of Object.entries(group)) {
        const setting = describeSetting(name, type)
        assert.ok(setting.description.length > 10, `${name} is described`)
        assert.ok(setting.expects, `${name} says what it expects`)
        assert.ok(shared.sharedNames.has(name))
      }
    }
  })
})
