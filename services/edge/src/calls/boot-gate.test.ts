import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testSession } from '../testing/session.ts'
import { noteTriggered, refusedBeforeBoot, refusedCommand } from './boot-gate.ts'

const lenient = new Set(['StatusNotification', 'DataTransfer'])

describe('refusedBeforeBoot', () => {
  for (const version of ['1.6', '2.0.1'] as const) {
    for (const registration of ['', 'Pending', 'Rejected']) {
      const { session } = testSession({ version, registration })

      it(`lets a ${version} station that is '${registration}' send BootNotification`, () => {
        assert.equal(refusedBeforeBoot(session, 'BootNotification', lenient), undefined)
      })

      for (const action of ['StartTransaction', 'TransactionEvent', 'Authorize', 'MeterValues', 'Heartbeat']) {
        it(`promise 17: refuses ${action} of a ${version} station that is '${registration}'`, () => {
          assert.equal(refusedBeforeBoot(session, action, lenient)?.code, 'security_error')
        })
      }
    }
  }

  it('lets what is listed through on 1.6 only', () => {
    const of = (version: '1.6' | '2.0.1') => testSession({ version, registration: 'Pending' }).session
    assert.equal(refusedBeforeBoot(of('1.6'), 'StatusNotification', lenient), undefined)
    assert.equal(refusedBeforeBoot(of('2.0.1'), 'StatusNotification', lenient)?.code, 'security_error')
  })

  it('lets everything through once the boot was accepted', () => {
    assert.equal(refusedBeforeBoot(testSession().session, 'StartTransaction', lenient), undefined)
  })

  it('promise 17: lets a Pending station send what it was asked for, a Rejected one not', () => {
    const { session } = testSession({ version: '2.0.1', registration: 'Pending' })
    noteTriggered(session, 'GetBaseReport', { requestId: 1 })
    noteTriggered(session, 'TriggerMessage', { requestedMessage: 'StatusNotification' })
    for (const action of ['NotifyReport', 'StatusNotification']) {
      assert.equal(refusedBeforeBoot(session, action, lenient), undefined, action)
    }
    assert.equal(refusedBeforeBoot(session, 'MeterValues', lenient)?.code, 'security_error')
    session.registration = 'Rejected'
    assert.equal(refusedBeforeBoot(session, 'NotifyReport', lenient)?.code, 'security_error')
  })

  it('survives a trigger that names nothing', () => {
    const { session } = testSession({ registration: 'Pending' })
    for (const payload of [undefined, null, {}, { requestedMessage: 7 }])
      noteTriggered(session, 'TriggerMessage', payload)
    assert.equal(session.triggered, undefined)
  })
})

describe('refusedCommand', () => {
  it('promise 17: sends nothing to a station that was rejected (B03.FR.03)', () => {
    const { session } = testSession({ registration: 'Rejected' })
    assert.equal(refusedCommand(session, 'GetConfiguration')?.code, 'failed_precondition')
  })

  it('promise 17: configures a Pending station, and starts no transaction on it', () => {
    const { session } = testSession({ registration: 'Pending' })
    for (const action of ['GetConfiguration', 'TriggerMessage', 'Reset'])
      assert.equal(refusedCommand(session, action), undefined)
    for (const action of [
      'RemoteStartTransaction',
      'RemoteStopTransaction',
      'RequestStartTransaction',
      'RequestStopTransaction',
    ]) {
      assert.equal(refusedCommand(session, action)?.code, 'failed_precondition')
    }
  })

  it('counts a trigger of the security extension of 1.6 like any other', () => {
    const { session } = testSession({ registration: 'Pending' })
    noteTriggered(session, 'ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' })
    assert.equal(refusedBeforeBoot(session, 'LogStatusNotification', new Set()), undefined)
    assert.equal(refusedBeforeBoot(session, 'StatusNotification', new Set())?.code, 'security_error')
  })
})
