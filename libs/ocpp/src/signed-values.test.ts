import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { signed2, signed16 } from './signed-values.ts'
import { contextFor } from './testing.ts'

const timestamp = '2025-12-01T09:59:00Z'
const data = 'T0NNRnx7IkZWIjoiMS4wIn0='
const meters = (...sampledValue: object[]) => [{ timestamp, sampledValue }]
const contextOf = (value: unknown) => contextFor(JSON.stringify(value))
const place = {
  sampledAt: '2025-12-01T09:59:00.000Z',
  measurand: 'Energy.Active.Import.Register',
  phase: '',
  location: 'Outlet',
  context: 'Transaction.End',
}

describe('signed meter values', () => {
  it('of 2.x keep the signature, its methods and the key', () => {
    const signedMeterValue = {
      signedMeterData: data,
      signingMethod: 'ECDSA',
      encodingMethod: 'OCMF',
      publicKey: 'oca:k',
    }
    const value = meters({ value: 7, context: 'Transaction.End', signedMeterValue }, { value: 8 })
    assert.deepEqual(signed2(value, contextOf(value)), [
      { ...place, data, encodingMethod: 'OCMF', signingMethod: 'ECDSA', publicKey: 'oca:k' },
    ])
  })

  it('of 1.6 are the same, in JSON', () => {
    const signed = { signedMeterData: data, signingMethod: '', encodingMethod: 'OCMF', publicKey: 'oca:k' }
    const value = meters({ value: JSON.stringify(signed), format: 'SignedData', context: 'Transaction.End' })
    assert.deepEqual(signed16(value, contextOf(value)), [
      { ...place, data, encodingMethod: 'OCMF', signingMethod: '', publicKey: 'oca:k' },
    ])
  })

  it('of older 1.6 stations are the text itself, whatever it looks like', () => {
    for (const text of ['OCMF|{"FV":"1.0"}|{"SD":"30"}', '{"FV":"1.0"}', '{broken']) {
      const value = meters({ value: text, format: 'SignedData', context: 'Transaction.End' })
      assert.deepEqual(signed16(value, contextOf(value)), [
        { ...place, data: text, encodingMethod: '', signingMethod: '', publicKey: '' },
      ])
    }
  })

  it('are none where nothing is signed', () => {
    const value = meters({ value: '7' })
    assert.deepEqual([signed16(value, contextOf(value)), signed2(value, contextOf(value))], [[], []])
  })
})
