import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseSubprotocol } from './versions.ts'

describe('chooseSubprotocol', () => {
  it("takes the first of the station's list that is spoken here", () => {
    assert.deepEqual(chooseSubprotocol('ocpp2.1, ocpp2.0.1, ocpp1.6'), { subprotocol: 'ocpp2.1', version: '2.1' })
    assert.deepEqual(chooseSubprotocol('ocpp1.6,ocpp2.0.1'), { subprotocol: 'ocpp1.6', version: '1.6' })
  })

  it('gives back the spelling that was offered, as the handshake has to', () => {
    assert.deepEqual(chooseSubprotocol('OCPP1.6'), { subprotocol: 'OCPP1.6', version: '1.6' })
  })

  it('takes none of what it does not speak', () => {
    assert.equal(chooseSubprotocol(''), undefined)
    assert.equal(chooseSubprotocol('ocpp1.5, ocpp2.0, ocpp1.60'), undefined)
  })
})
