import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GetLogCommand, UpdateFirmwareCommand } from '@chargeplane/proto/stations/v1/commands'
import { type NeutralCommand, nativeCommands } from './native-command.ts'
import { neutralAnswer } from './neutral-answer.ts'

const settings = [
  { key: 'OCPPCommCtrlr.HeartbeatInterval', value: '60' },
  { key: 'ConnectionTimeOut', value: '30' },
]
const set: NeutralCommand = { $case: 'setConfiguration', value: { settings } }
const get: NeutralCommand = { $case: 'getConfiguration', value: { keys: settings.map(({ key }) => key) } }

describe('setConfiguration', () => {
  it('is a CALL a key in 1.6, whose answers are read together', () => {
    assert.deepEqual(nativeCommands('1.6', set), [
      { action: 'ChangeConfiguration', payload: { key: 'HeartbeatInterval', value: '60' } },
      { action: 'ChangeConfiguration', payload: { key: 'ConnectionTimeOut', value: '30' } },
    ])
    assert.deepEqual(neutralAnswer('1.6', set, [{ status: 'Accepted' }, { status: 'NotSupported' }]), {
      status: 'UnknownVariable',
      settings: [
        { key: 'OCPPCommCtrlr.HeartbeatInterval', status: 'Accepted' },
        { key: 'ConnectionTimeOut', status: 'UnknownVariable' },
      ],
    })
    // Nothing is known of what was not answered.
    assert.deepEqual(neutralAnswer('1.6', set, [{ status: 'RebootRequired' }]), {
      status: 'RebootRequired',
      settings: [{ key: 'OCPPCommCtrlr.HeartbeatInterval', status: 'RebootRequired' }],
    })
  })

  it('is SetVariables in 2.x', () => {
    const [native] = nativeCommands('2.0.1', set)
    assert.deepEqual(native, {
      action: 'SetVariables',
      payload: {
        setVariableData: [
          { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: '60' },
          { component: { name: 'TxCtrlr' }, variable: { name: 'EVConnectionTimeOut' }, attributeValue: '30' },
        ],
      },
    })
    const setVariableResult = [{ attributeStatus: 'Accepted' }, { attributeStatus: 'Rejected' }]
    assert.equal(neutralAnswer('2.0.1', set, [{ setVariableResult }]).status, 'Rejected')
  })

  it('refuses a list of none, and a name that 2.x can not have', () => {
    const of = (keys: string[]): NeutralCommand => {
      return { $case: 'setConfiguration', value: { settings: keys.map(key => ({ key, value: '' })) } }
    }
    assert.throws(() => nativeCommands('1.6', of([])), { code: 'invalid_argument', field: 'settings' })
    assert.throws(() => nativeCommands('2.1', of(['A.B', 'Own'])), { field: 'settings[1].key' })
  })
})

describe('getConfiguration', () => {
  it('answers by the names that were asked for', () => {
    assert.deepEqual(nativeCommands('1.6', get)[0]?.payload, { key: ['HeartbeatInterval', 'ConnectionTimeOut'] })
    const answer16 = {
      configurationKey: [{ key: 'heartbeatInterval', readonly: false, value: '60' }],
      unknownKey: ['ConnectionTimeOut'],
    }
    assert.deepEqual(neutralAnswer('1.6', get, [answer16]), {
      status: 'UnknownVariable',
      settings: [
        { key: 'OCPPCommCtrlr.HeartbeatInterval', status: 'Accepted', value: '60', readonly: false },
        { key: 'ConnectionTimeOut', status: 'UnknownVariable' },
      ],
    })
    const getVariableResult = [
      { attributeStatus: 'Accepted', attributeValue: '60' },
      { attributeStatus: 'UnknownVariable' },
    ]
    assert.deepEqual(neutralAnswer('2.1', get, [{ getVariableResult }]).settings, [
      { key: 'OCPPCommCtrlr.HeartbeatInterval', status: 'Accepted', value: '60' },
      { key: 'ConnectionTimeOut', status: 'UnknownVariable' },
    ])
  })

  it('asks a 1.6 station for all, which 2.x does by a report', () => {
    const all: NeutralCommand = { $case: 'getConfiguration', value: { keys: [] } }
    assert.deepEqual(nativeCommands('1.6', all), [{ action: 'GetConfiguration', payload: {} }])
    assert.throws(() => nativeCommands('2.0.1', all), { code: 'invalid_argument', field: 'keys' })
  })
})

describe('neutralAnswer', () => {
  it('gives a status to what 1.6 answers without one', () => {
    const log: NeutralCommand = { $case: 'getLog', value: GetLogCommand.fromPartial({}) }
    assert.deepEqual(neutralAnswer('1.6', log, [{ fileName: 'd.zip' }]), { status: 'Accepted' })
    assert.deepEqual(neutralAnswer('1.6', log, [{}]), { status: 'Rejected' })
    assert.deepEqual(neutralAnswer('2.0.1', log, [{ status: 'AcceptedCanceled' }]), { status: 'AcceptedCanceled' })
    const firmware: NeutralCommand = { $case: 'updateFirmware', value: UpdateFirmwareCommand.fromPartial({}) }
    assert.deepEqual(neutralAnswer('1.6', firmware, [{}]), { status: 'Accepted' })
  })

  it('says what the station said, and nothing where it said nothing of the kind', () => {
    const unlock: NeutralCommand = { $case: 'unlock', value: { evseId: 1, connectorId: 0 } }
    assert.deepEqual(neutralAnswer('2.1', unlock, [{ status: 'OngoingAuthorizedTransaction' }]), {
      status: 'OngoingAuthorizedTransaction',
    })
    for (const faulty of [null, [], 'x', { status: {} }]) {
      assert.deepEqual(neutralAnswer('1.6', unlock, [faulty]), { status: '' })
    }
  })
})
