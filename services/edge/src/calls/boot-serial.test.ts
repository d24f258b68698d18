import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passwordProof } from '../admission/station-proof.ts'
import { testSession } from '../testing/session.ts'
import { refusedSerial } from './boot-serial.ts'

const proof = { profile: 3, serialNumber: 'SN-0001', expired: false } as const

describe('refusedSerial', () => {
  it('closes the session of a boot under another serial number than the certificate’s (B01.FR.12)', () => {
    const { session, socket } = testSession({ proof })
    assert.equal(refusedSerial(session, 'SN-0002')?.code, 'security_error')
    assert.equal(socket.closedWith?.code, 1008)
    assert.equal(session.closing, 'foreign_serial')
  })

  it('has nothing against the right one, none at all, and who came with a password', () => {
    const { session, socket } = testSession({ proof })
    for (const serialNumber of ['SN-0001', 'sn-0001', '']) assert.equal(refusedSerial(session, serialNumber), undefined)
    assert.equal(refusedSerial(testSession({ proof: passwordProof(2) }).session, 'SN-0002'), undefined)
    assert.equal(socket.closedWith, undefined)
  })

  it('misses the serial number of a station that is held strictly to OCPP', () => {
    assert.equal(refusedSerial(testSession({ proof, strict: true }).session, '')?.code, 'security_error')
  })
})
