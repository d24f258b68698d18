import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chosenIdOf, withChosenId } from './chosen-ids.ts'

describe('withChosenId', () => {
  it('gives an id to what is told apart by one, and leaves the id that the caller chose', () => {
    const choose = () => 7
    assert.deepEqual(withChosenId('2.0.1', 'GetBaseReport', { reportBase: 'FullInventory' }, choose), {
      payload: { reportBase: 'FullInventory', requestId: 7 },
      chosen: true,
    })
    assert.deepEqual(withChosenId('2.1', 'RequestStartTransaction', {}, choose).payload, { remoteStartId: 7 })
    assert.deepEqual(withChosenId('2.1', 'GetLog', { requestId: 0 }, choose), {
      payload: { requestId: 0 },
      chosen: false,
    })
  })

  it('gives none where the version has none', () => {
    for (const [version, action] of [
      ['1.6', 'GetDiagnostics'],
      ['1.6', 'UpdateFirmware'],
      ['1.6', 'RemoteStartTransaction'],
      ['2.0.1', 'Reset'],
      ['2.0.1', 'RequestBatterySwap'],
    ] as const) {
      assert.equal(chosenIdOf(version, action), undefined, action)
    }
    assert.equal(chosenIdOf('1.6', 'SignedUpdateFirmware'), 'requestId')
    assert.equal(chosenIdOf('2.1', 'RequestBatterySwap'), 'requestId')
  })

  it('leaves alone what is no object: the schema will refuse it', () => {
    assert.deepEqual(
      withChosenId('2.1', 'GetLog', [1], () => 7),
      { payload: [1], chosen: false },
    )
  })
})
