import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionTable, findAction } from './actions.ts'
import { actionOf, actions, actionsFrom } from './table.ts'
import type { OcppVersion } from './versions.ts'

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1']

describe('actions', () => {
  it('has all 39, 64 and 91 actions, by who sends them', () => {
    const counts = versions.map(version => {
      const both = actionsFrom(version, 'station').filter(action => actionOf(version, action)?.from === 'both').length
      const [station, csms] = [actionsFrom(version, 'station').length, actionsFrom(version, 'csms').length]
      return [Object.keys(actions[version]).length, station - both, csms - both, both]
    })
    assert.deepEqual(counts, [
      [39, 13, 25, 1],
      [64, 24, 39, 1],
      [91, 36, 54, 1],
    ])
  })

  it('has one action that is never answered', () => {
    const sends = Object.keys(actions['2.1']).filter(action => actionOf('2.1', action)?.kind === 'SEND')
    assert.deepEqual(sends, ['NotifyPeriodicEventStream'])
  })

  it('names an action of the station where the result of a command follows its answer', () => {
    for (const version of versions) {
      for (const action of actionsFrom(version, 'csms')) {
        const reporter = actionOf(version, action)?.answeredBy
        if (reporter !== undefined) assert.equal(actionOf(version, reporter)?.from, 'station', `${version} ${action}`)
      }
    }
  })

  it('has nothing that only looks like an action', () => {
    assert.equal(actionOf('1.6', 'constructor'), undefined)
    assert.equal(actionOf('1.6', 'TransactionEvent'), undefined)
  })
})

describe('actionTable', () => {
  it('has a row for every action and sender of every version', () => {
    const rows = actionTable.map(row => `${row.version} ${row.action} ${row.from}`)
    const named = versions.flatMap(version =>
      (['station', 'csms'] as const).flatMap(from =>
        actionsFrom(version, from).map(action => `${version} ${action} ${from}`),
      ),
    )
    assert.deepEqual(rows.sort(), named.sort())
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
    assert.equal(findAction('2.0.1', 'BatterySwap', 'station'), undefined)
    assert.equal(findAction('1.6', 'constructor', 'station'), undefined)
  })

  it('checks the answers of stations by the row of the command', () => {
    const row = findAction('2.0.1', 'Reset', 'csms')
    assert.equal(row?.validateResponse({ status: 'Scheduled' }), undefined)
    assert.equal(row?.validateResponse({ status: 'Later' })?.field, 'status')
  })
})
