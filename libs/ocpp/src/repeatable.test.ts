import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionTable } from './actions.ts'
import { mayBeRepeated } from './repeatable.ts'

describe('mayBeRepeated', () => {
  it('is true of actions of ours alone that read, and bring nothing but their answer', () => {
    const rows = actionTable.filter(({ action }) => mayBeRepeated(action))
    assert.ok(rows.length >= 6)
    for (const row of rows) {
      assert.equal(row.from, 'csms', row.action)
      assert.match(row.action, /^Get/)
      assert.equal('answeredBy' in row ? row.answeredBy : undefined, undefined, row.action)
    }
  })

  it('is false of all that changes something, of what brings a report, and of what is not in the table', () => {
    for (const action of [
      'Reset',
      'RemoteStartTransaction',
      'TriggerMessage',
      'GetBaseReport',
      'GetLog',
      'DataTransfer',
      'Get',
    ]) {
      assert.equal(mayBeRepeated(action), false, action)
    }
  })
})
