import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkRequest } from './request-rules.ts'

const transfers = { schemes: ['https'], hosts: [] }
const check = (action: string, payload: object) => checkRequest('2.1', action, JSON.stringify(payload), transfers)
const refused = (action: string, payload: object, field: string) =>
  assert.throws(() => check(action, payload), { code: 'invalid_argument', field }, `${action} ${field}`)

describe('checkRequest', () => {
  it('wants one customer named in CustomerInformation (N09.FR.04, N10.FR.08)', () => {
    const asked = { requestId: 1, report: true, clear: false }
    const idToken = { idToken: 'AA', type: 'ISO14443' }
    const customerCertificate = { hashAlgorithm: 'SHA256', issuerNameHash: '1', issuerKeyHash: '2', serialNumber: '3' }
    check('CustomerInformation', { ...asked, idToken })
    check('CustomerInformation', { ...asked, customerCertificate })
    check('CustomerInformation', { ...asked, report: false, clear: true, customerIdentifier: 'Jane' })
    refused('CustomerInformation', asked, 'idToken')
    refused('CustomerInformation', { ...asked, idToken, customerIdentifier: 'Jane' }, 'idToken')
  })

  it('wants CustomerInformation to do something (N09.FR.07, N10.FR.07)', () => {
    const nothing = { requestId: 1, report: false, clear: false, customerIdentifier: 'Jane' }
    refused('CustomerInformation', nothing, 'report')
  })

  it('wants a rhythm for event streams (N11.FR.09, N14.FR.01)', () => {
    const monitoring = (...streams: object[]) => ({
      setMonitoringData: streams.map(periodicEventStream => ({ periodicEventStream })),
    })
    check('SetVariableMonitoring', { setMonitoringData: [{ value: 1 }] })
    check('SetVariableMonitoring', monitoring({ interval: 0 }, { values: 5 }))
    refused('SetVariableMonitoring', monitoring({ values: 5 }, {}), 'setMonitoringData[1].periodicEventStream')
    check('AdjustPeriodicEventStream', { id: 1, params: { values: 3 } })
    refused('AdjustPeriodicEventStream', { id: 1, params: {} }, 'params')
  })

  it('looks at every address that a station is told to go to', () => {
    const [good, bad] = ['https://a.example/x', 'http://a.example/x']
    for (const [action, payload, field] of [
      ['UpdateFirmware', (location: string) => ({ location, retrieveDate: '' }), 'location'],
      ['UpdateFirmware', (location: string) => ({ firmware: { location } }), 'firmware.location'],
      ['SignedUpdateFirmware', (location: string) => ({ firmware: { location } }), 'firmware.location'],
      ['PublishFirmware', (location: string) => ({ location }), 'location'],
      ['GetDiagnostics', (location: string) => ({ location }), 'location'],
      ['GetLog', (remoteLocation: string) => ({ log: { remoteLocation } }), 'log.remoteLocation'],
    ] as const) {
      check(action, payload(good))
      refused(action, payload(bad), field)
    }
  })

  it('has nothing to say to other commands', () => check('Reset', { type: 'Immediate' }))
})
