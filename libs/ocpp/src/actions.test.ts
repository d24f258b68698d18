import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionTable, findAction } from './actions.ts'
import { knownActions } from './known-actions.ts'
import type { OcppVersion } from './versions.ts'

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1']

describe('knownActions', () => {
  it('has all 39, 64 and 91 actions, each once, by who sends them', () => {
    const counts = versions.map(version => {
      const { station, csms, both } = knownActions[version]
      assert.equal(new Set([...station, ...csms, ...both]).size, station.length + csms.length + both.length)
      return [station.length, csms.length, both.length]
    })
    assert.deepEqual(counts, [
      [13, 25, 1],
      [24, 39, 1],
      [36, 54, 1],
    ])
  })

  it('loses no action from 2.0.1 to 2.1', () => {
    const later = new Set(Object.values(knownActions['2.1']).flat())
    for (const action of Object.values(knownActions['2.0.1']).flat()) assert.ok(later.has(action), action)
  })
})

describe('actionTable', () => {
  it('has each row once, for an action of the version and a sender that may send it', () => {
    const keys = actionTable.map(row => `${row.version} ${row.action} ${row.from}`)
    assert.equal(new Set(keys).size, keys.length)
    for (const row of actionTable) {
      const { [row.from]: senders, both } = knownActions[row.version]
      assert.ok(senders.includes(row.action) || both.includes(row.action), `${row.version} ${row.action} ${row.from}`)
    }
  })

  it('sends to ocpp.transactions what belongs to a charge, and nothing for a heartbeat', () => {
    const topics = new Map(actionTable.flatMap(row => (row.from === 'station' ? [[row.action, row.topic]] : [])))
    const transactions = [...topics].filter(([, topic]) => topic === 'ocpp.transactions').map(([action]) => action)
    assert.deepEqual(transactions.sort(), ['MeterValues', 'StartTransaction', 'StopTransaction', 'TransactionEvent'])
    assert.equal(topics.get('Heartbeat'), 'none')
  })
})

describe('findAction', () => {
  it('tells the two directions of DataTransfer apart', () => {
    assert.equal(findAction('1.6', 'DataTransfer', 'station')?.from, 'station')
    assert.equal(findAction('1.6', 'DataTransfer', 'csms')?.from, 'csms')
  })

  it('finds nothing that is not in the table', () => {
    assert.equal(findAction('1.6', 'Reset', 'station'), undefined)
    assert.equal(findAction('1.6', 'Heartbeat', 'csms'), undefined)
    assert.equal(findAction('2.1', 'Heartbeat', 'station'), undefined)
    assert.equal(findAction('1.6', 'constructor', 'station'), undefined)
  })

  it('checks the answers of stations by the row of the command', () => {
    const row = findAction('2.0.1', 'Reset', 'csms')
    assert.equal(row?.validateResponse({ status: 'Scheduled' }), undefined)
    assert.equal(row?.validateResponse({ status: 'Later' })?.field, 'status')
  })
})
