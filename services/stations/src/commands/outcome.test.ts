import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CommandOutcome } from '@chargeplane/proto/ocpp/v1/commands'
import { CommandPart } from '@chargeplane/proto/stations/v1/commands'
import { outcomeName, parsed, resultAfter } from './outcome.ts'

const after = (action: string, response: object | string, outcome: CommandOutcome = CommandOutcome.ANSWERED) =>
  resultAfter({
    call: { action, payload: '{}', awaited: { answeredBy: 'X', requestId: 1 } },
    part: CommandPart.fromPartial({
      outcome,
      response: typeof response === 'string' ? response : JSON.stringify(response),
      errorCode: 'E',
    }),
  })

describe('resultAfter', () => {
  it('leaves a result pending that the station has begun, or may have begun', () => {
    assert.equal(after('GetReport', { status: 'Accepted' }), undefined)
    assert.equal(after('GetLog', { status: 'AcceptedCanceled' }), undefined)
    assert.equal(after('UpdateFirmware', {}), undefined)
    assert.equal(after('GetDiagnostics', { fileName: 'd.zip' }), undefined)
    for (const faulty of ['', '7', '[]', '{"status":7}']) assert.equal(after('GetReport', faulty), undefined, faulty)
    for (const outcome of [CommandOutcome.TIMEOUT, CommandOutcome.UNKNOWN]) {
      assert.equal(after('GetReport', '', outcome), undefined)
    }
  })

  it('knows when there is nothing to wait for', () => {
    for (const status of ['EmptyResultSet', 'NoProfiles', 'NotFound', 'Unknown']) {
      assert.deepEqual(after('GetReport', { status }), { state: 'complete', reason: status })
    }
    assert.deepEqual(after('GetDiagnostics', {}), { state: 'complete', reason: 'NoFile' })
  })

  it('fails with a refusal, an error and what was not sent', () => {
    assert.deepEqual(after('UpdateFirmware', { status: 'RevokedCertificate' }), {
      state: 'failed',
      reason: 'RevokedCertificate',
    })
    for (const outcome of [CommandOutcome.ERROR, CommandOutcome.REFUSED]) {
      assert.deepEqual(after('GetReport', '', outcome), { state: 'failed', reason: 'E' })
    }
  })
})

describe('what an outcome is called', () => {
  it('is lower case, without the enum’s name', () => {
    assert.equal(outcomeName(CommandOutcome.ANSWERED), 'answered')
    assert.equal(parsed('{'), undefined)
  })
})
