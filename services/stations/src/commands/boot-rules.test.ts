import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkBootState } from './boot-rules.ts'

const starts = ['RemoteStartTransaction', 'RemoteStopTransaction', 'RequestStartTransaction', 'RequestStopTransaction']

describe('checkBootState', () => {
  it('lets everything through to an accepted station', () => {
    for (const action of [...starts, 'Reset']) checkBootState('CP', 'Accepted', action)
  })

  it('sends nothing at all to a rejected station', () => {
    for (const action of [...starts, 'TriggerMessage', 'GetVariables']) {
      assert.throws(() => checkBootState('CP', 'Rejected', action), { code: 'failed_precondition' })
    }
  })

  it('configures a pending station but starts and stops nothing on it', () => {
    for (const action of ['GetConfiguration', 'SetVariables', 'TriggerMessage', 'Reset'])
      checkBootState('CP', 'Pending', action)
    for (const action of starts) {
      assert.throws(() => checkBootState('CP', 'Pending', action), {
        code: 'failed_precondition',
        message: `station CP is pending: it must be accepted before ${action}`,
      })
    }
  })

  it('treats a station that never booted as pending', () => {
    checkBootState('CP', '', 'TriggerMessage')
    assert.throws(() => checkBootState('CP', '', 'RequestStartTransaction'), {
      code: 'failed_precondition',
      message: 'station CP has not booted yet: it must be accepted before RequestStartTransaction',
    })
  })
})
