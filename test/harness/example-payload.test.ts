import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { actionsFrom, findAction } from '@chargeplane/ocpp'
import { examplePayload } from './example-payload.ts'

describe('examplePayload', () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    it(`fits the schema of every ${version} message, with the required fields and with all`, () => {
      let checked = 0
      for (const fill of ['required', 'everything'] as const) {
        for (const action of actionsFrom(version, 'csms')) {
          const row = findAction(version, action, 'csms') ?? assert.fail(`${action} has no row`)
          const faults = [
            row.validateRequest(examplePayload(version, action, 'request', fill)),
            row.validateResponse(examplePayload(version, action, 'response', fill)),
          ]
          assert.deepEqual(faults, [undefined, undefined], `${action} ${fill}`)
          checked += 1
        }
        for (const action of actionsFrom(version, 'station')) {
          const row = findAction(version, action, 'station')
          assert.equal(row?.validateRequest(examplePayload(version, action, 'request', fill)), undefined, action)
          checked += 1
        }
      }
      assert.ok(checked >= 78)
    })
  }

  it('leaves out what is optional, unless everything is wanted', () => {
    assert.deepEqual(examplePayload('1.6', 'Authorize', 'request'), { idTag: 'example idTag' })
    assert.deepEqual(Object.keys(examplePayload('2.0.1', 'Authorize', 'request')), ['idToken'])
    assert.ok('iso15118CertificateHashData' in examplePayload('2.0.1', 'Authorize', 'request', 'everything'))
  })

  it('gives another copy each time, with the same content', () => {
    const [first, second] = [0, 1].map(() => examplePayload('2.1', 'NotifyEvent', 'request', 'everything'))
    assert.deepEqual(first, second)
    assert.notEqual(first, second)
  })

  it('knows the message that has no answer', () => {
    assert.deepEqual(Object.keys(examplePayload('2.1', 'NotifyPeriodicEventStream', 'request')).sort(), [
      'basetime',
      'data',
      'id',
      'pending',
    ])
    assert.throws(() => examplePayload('2.1', 'NotifyPeriodicEventStream', 'response'), {
      message: 'OCPP 2.1 has no response of NotifyPeriodicEventStream',
    })
  })
})
