// OCPP 1.6 FirmwareManagement, diagnostics, and the signed updates of the security whitepaper.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { bootPayload, certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const retrieveDate = '2026-01-01T00:00:00Z'
const location = 'ftp://files.example.com/firmware-2.bin'

async function ask(scene: Scene, station: WireStation, action: string, payload: Json, answer: Json): Promise<void> {
  const { request, response } = await scene.exchange(station, action, payload, answer)
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, answer])
}

const says = (station: WireStation, action: string, ...statuses: string[]) =>
  confirmed(station, action, ...statuses.map(status => ({ status })))

async function available(station: WireStation, ...connectors: number[]): Promise<void> {
  const status = { errorCode: 'NoError', status: 'Available' }
  await confirmed(station, 'StatusNotification', ...connectors.map(connectorId => ({ connectorId, ...status })))
}

async function updated(scene: Scene, ...statuses: string[]): Promise<void> {
  const station = await scene.boot()
  const payload = { location, retrieveDate, retries: 2, retryInterval: 60 }
  await ask(scene, station, 'UpdateFirmware', payload, {})
  await says(station, 'FirmwareStatusNotification', ...statuses)
  await told(scene, station, 'maintenance', { firmware: { status: statuses.at(-1) } })
}

describe('1.6 firmware', { concurrency: 8 }, () => {
  certify(['TC_044_1_CSMS'], '1.6', 'is downloaded and installed', async scene => {
    const station = await scene.boot()
    await ask(scene, station, 'UpdateFirmware', { location, retrieveDate }, {})
    await says(station, 'FirmwareStatusNotification', 'Downloading', 'Downloaded', 'Installing')
    const version = { firmwareVersion: '2.0' }
    assert.equal((await station.result('BootNotification', bootPayload('1.6', version))).status, 'Accepted')
    await available(station, 0, 1)
    await says(station, 'FirmwareStatusNotification', 'Installed')
    await told(scene, station, 'maintenance', { firmware: { status: 'Installed' } })
    const shown = await scene.api.get<Json>(`/v1/stations/${station.id}`)
    assert.equal(shown.firmwareVersion, '2.0')
  })

  certify(['TC_044_2_CSMS'], '1.6', 'is not downloaded', scene => updated(scene, 'Downloading', 'DownloadFailed'))

  certify(['TC_044_3_CSMS'], '1.6', 'is not installed', scene =>
    updated(scene, 'Downloading', 'Downloaded', 'Installing', 'InstallationFailed'),
  )

  certify(['TC_080_CSMS'], '1.6', 'is signed, and installed', async scene => {
    const station = await scene.boot()
    const firmware = { location, retrieveDateTime: retrieveDate, signingCertificate: 'PEM', signature: 'c2lnbmVk' }
    await ask(scene, station, 'SignedUpdateFirmware', { requestId: 80, firmware }, { status: 'Accepted' })
    const statuses = ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting']
    const signed = (status: string) => ({ status, requestId: 80 })
    await confirmed(station, 'SignedFirmwareStatusNotification', ...statuses.map(signed))
    assert.equal((await station.result('BootNotification', bootPayload('1.6'))).status, 'Accepted')
    await available(station, 0, 1)
    const event = { type: 'FirmwareUpdated', timestamp: retrieveDate }
    await confirmed(station, 'SecurityEventNotification', event)
    await confirmed(station, 'SignedFirmwareStatusNotification', signed('Installed'))
    await told(scene, station, 'maintenance', { firmware: { status: 'Installed', requestId: 80 } })
  })

  certify(['TC_081_CSMS'], '1.6', 'is signed by nobody known', async scene => {
    const station = await scene.boot()
    const firmware = { location, retrieveDateTime: retrieveDate, signingCertificate: 'PEM', signature: 'ZmFsc2U=' }
    await ask(scene, station, 'SignedUpdateFirmware', { requestId: 81, firmware }, { status: 'Accepted' })
    const statuses = ['Downloading', 'Downloaded', 'InvalidSignature'].map(status => ({ status, requestId: 81 }))
    await confirmed(station, 'SignedFirmwareStatusNotification', ...statuses)
    const event = { type: 'InvalidFirmwareSignature', timestamp: retrieveDate }
    await confirmed(station, 'SecurityEventNotification', event)
    await told(scene, station, 'maintenance', { firmware: { status: 'InvalidSignature', requestId: 81 } })
  })
})

async function diagnosed(scene: Scene, ends: string, shown: string): Promise<void> {
  const station = await scene.boot()
  const payload = { location: 'ftp://logs.example.com/', startTime: retrieveDate, retries: 1, retryInterval: 10 }
  await ask(scene, station, 'GetDiagnostics', payload, { fileName: 'diagnostics.zip' })
  await says(station, 'DiagnosticsStatusNotification', 'Uploading', ends)
  await told(scene, station, 'maintenance', { logUpload: { status: shown } })
}

describe('1.6 diagnostics', { concurrency: 8 }, () => {
  certify(['TC_045_1_CSMS'], '1.6', 'are brought', scene => diagnosed(scene, 'Uploaded', 'Uploaded'))

  certify(['TC_045_2_CSMS'], '1.6', 'are not brought', scene => diagnosed(scene, 'UploadFailed', 'UploadFailure'))
})
