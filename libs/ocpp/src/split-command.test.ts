import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { goesOn, limitsOf, mergeAnswers, splitCommand } from './split-command.ts'

const items = (count: number) => ({ items: count, bytes: undefined })
const variables = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ component: { name: 'C' }, variable: { name: `V${n}` } }))

describe('splitCommand', () => {
  it('keeps to the number of items that a station takes (B06.FR.05, B05.FR.11, B08.FR.06, N04.FR.09, N06.FR.04)', () => {
    for (const [action, field] of [
      ['GetVariables', 'getVariableData'],
      ['SetVariables', 'setVariableData'],
      ['SetVariableMonitoring', 'setMonitoringData'],
      ['ClearVariableMonitoring', 'id'],
      ['GetReport', 'componentVariable'],
      ['GetMonitoringReport', 'componentVariable'],
    ] as const) {
      const entries = variables(5)
      const parts = splitCommand(action, { requestId: 1, [field]: entries }, items(2)) as Record<string, unknown[]>[]
      assert.deepEqual(
        parts.map(part => part[field]?.length),
        [2, 2, 1],
        action,
      )
      assert.deepEqual(
        parts.flatMap(part => part[field]),
        entries,
      )
      for (const part of parts) assert.equal(part.requestId, 1)
    }
  })

  it('keeps to the bytes of a message, frame included, but sends what is too long by itself', () => {
    const payload = { getVariableData: variables(20) }
    const parts = splitCommand('GetVariables', payload, { items: undefined, bytes: 400 })
    assert.ok(parts.length > 2)
    const frame = (part: unknown) => JSON.stringify([2, 'x'.repeat(36), 'GetVariables', part])
    for (const part of parts) assert.ok(frame(part).length <= 400, frame(part))
    assert.equal(splitCommand('GetVariables', payload, { items: undefined, bytes: 10 }).length, 20)
  })

  it('leaves alone what fits, what has no list, and what is never split', () => {
    const fits = { getVariableData: variables(2) }
    assert.deepEqual(splitCommand('GetVariables', fits, items(2)), [fits])
    assert.deepEqual(splitCommand('GetReport', { requestId: 1 }, items(1)), [{ requestId: 1 }])
    assert.deepEqual(splitCommand('Reset', { type: 'OnIdle' }, items(1)), [{ type: 'OnIdle' }])
    assert.deepEqual(splitCommand('GetVariables', 'x', items(1)), ['x'])
    assert.deepEqual(splitCommand('toString', {}, items(1)), [{}])
  })

  it('begins a full local list and adds to it, with ever higher versions (D01.FR.03, D01.FR.19)', () => {
    const list = (updateType: string, versionNumber: number) =>
      splitCommand('SendLocalList', { updateType, versionNumber, localAuthorizationList: [1, 2, 3, 4, 5] }, items(2))
    const told = (parts: unknown[]) => parts.map(part => Object.values(part as object).slice(0, 2))
    assert.deepEqual(told(list('Full', 9)), [
      ['Full', 7],
      ['Differential', 8],
      ['Differential', 9],
    ])
    assert.deepEqual(told(list('Full', 1)), [
      ['Full', 1],
      ['Differential', 2],
      ['Differential', 3],
    ])
    assert.deepEqual(told(list('Differential', 9)), [
      ['Differential', 9],
      ['Differential', 10],
      ['Differential', 11],
    ])
  })
})

describe('limitsOf', () => {
  it('names where 2.x stations say their limits, of which 1.6 has none', () => {
    assert.partialDeepStrictEqual(limitsOf('2.0.1', 'GetMonitoringReport'), {
      component: 'DeviceDataCtrlr',
      instance: 'GetReport',
    })
    assert.equal(limitsOf('1.6', 'SendLocalList'), undefined)
    assert.equal(limitsOf('2.1', 'Reset'), undefined)
  })
})

describe('mergeAnswers', () => {
  it('joins the results, in order', () => {
    const answers = [{ setVariableResult: [{ n: 1 }, { n: 2 }] }, { setVariableResult: [{ n: 3 }] }]
    assert.deepEqual(mergeAnswers('SetVariables', answers), { setVariableResult: [{ n: 1 }, { n: 2 }, { n: 3 }] })
  })

  it('tells a refusal before a success, and a success before nothing found', () => {
    const [accepted, empty, rejected] = ['Accepted', 'EmptyResultSet', 'Rejected'].map(status => ({ status }))
    assert.deepEqual(mergeAnswers('GetReport', [empty, accepted, empty]), accepted)
    assert.deepEqual(mergeAnswers('GetReport', [accepted, rejected, empty]), rejected)
    assert.deepEqual(mergeAnswers('GetReport', [empty, empty]), empty)
  })

  it('leaves a lone answer as it is', () => {
    assert.equal(mergeAnswers('GetVariables', ['odd']), 'odd')
  })
})

describe('goesOn', () => {
  it('adds nothing to a local list that was refused', () => {
    assert.equal(goesOn('SendLocalList', { status: 'Failed' }), false)
    assert.equal(goesOn('SendLocalList', { status: 'Accepted' }), true)
    assert.equal(goesOn('SetVariables', {}), true)
  })
})
