// Functional block L, firmware management: updates of stations, and files that local controllers publish.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { bootPayload, certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const certificate = '-----BEGIN CERTIFICATE-----\nMIIBdjCCAR2gAwIBAgIUQ2hhcmdlcGxhbmU=\n-----END CERTIFICATE-----\n'
const signed = { signingCertificate: certificate, signature: 'c2lnbmVk' }
const location = 'https://files.example.com/firmware-2.bin'
const past = '2026-01-01T00:00:00Z'
const future = '2031-01-01T00:00:00Z'

/** Asks for an update and has the station answer; what arrived there is what was asked for. */
async function update(scene: Scene, station: WireStation, requestId: number, status: string, more: Json = {}) {
  const firmware = { location, retrieveDateTime: past, ...signed, ...more }
  const { request, response } = await scene.exchange(station, 'UpdateFirmware', { requestId, firmware }, { status })
  assert.deepEqual(request, { requestId, firmware })
  assert.deepEqual([response.status, response.body.response], [200, { status }])
  return response.body.commandId
}

const says = (station: WireStation, requestId: number, ...statuses: string[]) =>
  confirmed(station, 'FirmwareStatusNotification', ...statuses.map(status => ({ status, requestId })))

async function rebooted(scene: Scene, station: WireStation): Promise<void> {
  const boot = bootPayload(scene.version, { reason: 'FirmwareUpdate' })
  assert.equal((await station.result('BootNotification', boot)).status, 'Accepted')
  const available = { timestamp: '2026-03-01T10:00:00Z', connectorStatus: 'Available', evseId: 1, connectorId: 1 }
  await confirmed(station, 'StatusNotification', available)
}

const ends = (scene: Scene, station: WireStation, requestId: number, status: string) =>
  told(scene, station, 'maintenance', { firmware: { requestId, status } })

describe('L firmware updates', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_L_01_CSMS', 'L01.FR.10', 'L01.FR.11'], version, 'is signed, and followed to its end', async scene => {
      const station = await scene.boot()
      const commandId = await update(scene, station, 1, 'Accepted')
      await says(station, 1, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting')
      await rebooted(scene, station)
      await says(station, 1, 'Installed')
      await confirmed(station, 'SecurityEventNotification', { type: 'FirmwareUpdated', timestamp: past })
      await ends(scene, station, 1, 'Installed')
      await told(scene, station, `commands/${commandId}`, { result: { requestId: 1, state: 'complete' } })
    })

    certify(['TC_L_02_CSMS', 'L01.FR.16'], version, 'can be installed later', async scene => {
      const station = await scene.boot()
      await update(scene, station, 2, 'Accepted', { installDateTime: future })
      await says(station, 2, 'Downloading', 'Downloaded', 'SignatureVerified', 'InstallScheduled')
      await ends(scene, station, 2, 'InstallScheduled')
      await says(station, 2, 'Installing', 'InstallRebooting')
      await rebooted(scene, station)
      await says(station, 2, 'Installed')
      await ends(scene, station, 2, 'Installed')
    })

    certify(['TC_L_03_CSMS', 'L01.FR.13'], version, 'can be downloaded later', async scene => {
      const station = await scene.boot()
      await update(scene, station, 3, 'Accepted', { retrieveDateTime: future })
      await says(station, 3, 'DownloadScheduled')
      await ends(scene, station, 3, 'DownloadScheduled')
      await says(station, 3, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting')
      await rebooted(scene, station)
      await says(station, 3, 'Installed')
      await ends(scene, station, 3, 'Installed')
    })

    certify(['TC_L_04_CSMS'], version, 'is not begun under a revoked certificate', async scene => {
      await update(scene, await scene.boot(), 4, 'RevokedCertificate')
    })

    certify(['TC_L_05_CSMS', 'L01.FR.02', 'L01.FR.22'], version, 'is not begun under an invalid one', async scene => {
      const station = await scene.boot()
      await update(scene, station, 5, 'InvalidCertificate')
      const type = 'InvalidFirmwareSigningCertificate'
      await confirmed(station, 'SecurityEventNotification', { type, timestamp: past })
    })

    certify(['TC_L_06_CSMS', 'L01.FR.03'], version, 'ends with an invalid signature', async scene => {
      const station = await scene.boot()
      await update(scene, station, 6, 'Accepted')
      await says(station, 6, 'Downloading', 'Downloaded', 'InvalidSignature')
      await confirmed(station, 'SecurityEventNotification', { type: 'InvalidFirmwareSignature', timestamp: past })
      await ends(scene, station, 6, 'InvalidSignature')
    })

    certify(['TC_L_07_CSMS', 'L01.FR.30'], version, 'ends with a failed download', async scene => {
      const station = await scene.boot()
      const commandId = await update(scene, station, 7, 'Accepted')
      await says(station, 7, 'Downloading', 'DownloadFailed')
      await ends(scene, station, 7, 'DownloadFailed')
      const result = { requestId: 7, state: 'failed', reason: 'DownloadFailed' }
      await told(scene, station, `commands/${commandId}`, { result })
    })

    certify(['TC_L_08_CSMS', 'L01.FR.29'], version, 'ends with a failed verification', async scene => {
      const station = await scene.boot()
      await update(scene, station, 8, 'Accepted')
      await says(
        station,
        8,
        'Downloading',
        'Downloaded',
        'SignatureVerified',
        'Installing',
        'InstallVerificationFailed',
      )
      await ends(scene, station, 8, 'InstallVerificationFailed')
    })

    certify(['TC_L_09_CSMS'], version, 'ends with a failed installation', async scene => {
      const station = await scene.boot()
      await update(scene, station, 9, 'Accepted')
      await says(station, 9, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallationFailed')
      await ends(scene, station, 9, 'InstallationFailed')
    })

    certify(['TC_L_10_CSMS', 'L01.FR.24'], version, 'is cancelled by another one', async scene => {
      const station = await scene.boot()
      await update(scene, station, 10, 'Accepted')
      await says(station, 10, 'Downloading')
      await update(scene, station, 11, 'AcceptedCanceled')
      await says(station, 11, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting')
      await rebooted(scene, station)
      await says(station, 11, 'Installed')
      await ends(scene, station, 11, 'Installed')
    })

    certify(['TC_L_11_CSMS', 'L01.FR.27'], version, 'goes on where it can not be cancelled', async scene => {
      const station = await scene.boot()
      await update(scene, station, 12, 'Accepted')
      await says(station, 12, 'Downloading')
      await update(scene, station, 13, 'Rejected')
      await says(station, 12, 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting')
      await rebooted(scene, station)
      await says(station, 12, 'Installed')
      await ends(scene, station, 12, 'Installed')
    })

    certify(['TC_L_13_CSMS', 'L01.FR.06', 'L01.FR.07'], version, 'waits for the end of a transaction', async scene => {
      const station = await scene.boot()
      const idToken = { idToken: await scene.token(), type: 'ISO14443' }
      const transaction = { seqNo: 0, timestamp: past, evse: { id: 1, connectorId: 1 } }
      const transactionInfo = { transactionId: `tx-${station.id}` }
      await station.result('TransactionEvent', {
        ...transaction,
        eventType: 'Started',
        triggerReason: 'Authorized',
        transactionInfo,
        idToken,
      })
      await update(scene, station, 14, 'Accepted')
      await says(station, 14, 'DownloadScheduled')
      const unavailable = { timestamp: past, connectorStatus: 'Unavailable', evseId: 2, connectorId: 1 }
      await confirmed(station, 'StatusNotification', unavailable)
      await station.result('TransactionEvent', {
        ...transaction,
        seqNo: 1,
        eventType: 'Ended',
        triggerReason: 'StopAuthorized',
        transactionInfo: { ...transactionInfo, stoppedReason: 'Local' },
      })
      await says(station, 14, 'Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting')
      await rebooted(scene, station)
      await says(station, 14, 'Installed')
      await ends(scene, station, 14, 'Installed')
    })

    certify(['L01.FR.20', 'L01.FR.25'], version, 'takes word that there is no update', async scene => {
      const station = await scene.boot()
      const payload = { requestedMessage: 'FirmwareStatusNotification' }
      await scene.exchange(station, 'TriggerMessage', payload, { status: 'Accepted' })
      await confirmed(station, 'FirmwareStatusNotification', { status: 'Idle' })
      await told(scene, station, 'maintenance', { firmware: { status: 'Idle' } })
    })

    certify(['L01.FR.08'], version, 'is fetched only by protocols that the operator allows', async scene => {
      const station = await scene.boot()
      const firmware = { location: 'file:///etc/shadow', retrieveDateTime: past }
      const { status, body } = await scene.command(station, 'UpdateFirmware', { requestId: 1, firmware })
      assert.deepEqual([status, body.field], [400, 'firmware.location'])
    })
  }
})

const checksum = 'd41d8cd98f00b204e9800998ecf8427e'

async function publish(scene: Scene, station: WireStation, requestId: number): Promise<void> {
  const payload = { location, checksum, requestId }
  const { request, response } = await scene.exchange(station, 'PublishFirmware', payload, { status: 'Accepted' })
  assert.deepEqual(request, payload)
  assert.deepEqual(response.body.response, { status: 'Accepted' })
}

async function published(scene: Scene, requestId: number, ...reports: Json[]): Promise<void> {
  const station = await scene.boot()
  await publish(scene, station, requestId)
  const payloads = reports.map(report => ({ ...report, requestId }))
  await confirmed(station, 'PublishFirmwareStatusNotification', ...payloads)
  const { location: locations, status } = reports.at(-1) ?? {}
  const publication = { requestId, status, ...(locations === undefined ? {} : { locations }) }
  await told(scene, station, 'maintenance', { firmwarePublication: publication })
}

async function unpublished(scene: Scene, status: string): Promise<void> {
  const station = await scene.boot()
  const { request, response } = await scene.exchange(station, 'UnpublishFirmware', { checksum }, { status })
  assert.deepEqual([request, response.body.response], [{ checksum }, { status }])
}

const downloading = { status: 'Downloading' }
const downloaded = { status: 'Downloaded' }
const verified = { status: 'ChecksumVerified' }

describe('L firmware that local controllers publish', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_L_17_CSMS', 'L03.FR.04'], version, 'is to be had where the controller says', async scene => {
      const places = ['http://10.0.0.1/fw.bin', 'ftp://10.0.0.1/fw.bin']
      await published(scene, 17, downloading, downloaded, verified, { status: 'Published', location: places })
    })

    certify(['TC_L_19_CSMS', 'L03.FR.07'], version, 'may have another checksum', async scene => {
      await published(scene, 19, downloading, downloaded, { status: 'InvalidChecksum' })
    })

    certify(['TC_L_20_CSMS', 'L03.FR.08'], version, 'may fail to be published', async scene => {
      await published(scene, 20, downloading, downloaded, verified, { status: 'PublishFailed' })
    })

    certify(['TC_L_24_CSMS', 'L03.FR.06'], version, 'may fail to be downloaded', async scene => {
      await published(scene, 24, downloading, { status: 'DownloadFailed' })
    })

    certify(['TC_L_21_CSMS', 'L04.FR.02'], version, 'can be taken back', scene => unpublished(scene, 'Unpublished'))

    certify(['TC_L_22_CSMS', 'L04.FR.03'], version, 'can not, when there is none', scene =>
      unpublished(scene, 'NoFirmware'),
    )

    certify(['TC_L_23_CSMS', 'L04.FR.04'], version, 'can not, while a station downloads it', scene =>
      unpublished(scene, 'DownloadOngoing'),
    )
  }
})
