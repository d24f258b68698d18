import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionTable } from '@chargeplane/ocpp'
import { patienceOf } from './result-patience.ts'

describe('patienceOf', () => {
  it('gives uploads and installations longer than reports, whatever the version', () => {
    const patience = patienceOf({ reportS: 1, transferS: 2 })
    const rows = actionTable.flatMap(row => (row.from === 'csms' && row.answeredBy !== undefined ? [row] : []))
    assert.ok(rows.length > 20)
    for (const { action, answeredBy = '' } of rows) {
      const expected = /Firmware|Log|Diagnostics/.test(action) ? 2 : 1
      assert.equal(patience(answeredBy), expected, action)
    }
  })
})
