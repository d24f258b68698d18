// Functional block N, logs (N01): where a station brings them, and how far it is.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const remoteLocation = 'https://logs.example.com/upload/'

/** Asks for a log and has the station answer; what arrived there is what was asked for. */
async function getLog(scene: Scene, station: WireStation, payload: Json, status: string): Promise<string> {
  const asked = { logType: 'DiagnosticsLog', log: { remoteLocation }, ...payload }
  const answer = { status, ...(status === 'Rejected' ? {} : { filename: 'log-1.zip' }) }
  const { request, response } = await scene.exchange(station, 'GetLog', asked, answer)
  assert.deepEqual(request, asked)
  assert.deepEqual([response.status, response.body.response], [200, answer])
  return response.body.commandId
}

const says = (station: WireStation, requestId: number, ...statuses: string[]) =>
  confirmed(station, 'LogStatusNotification', ...statuses.map(status => ({ status, requestId })))

const ends = (scene: Scene, station: WireStation, requestId: number, status: string) =>
  told(scene, station, 'maintenance', { logUpload: { requestId, status } })

describe('N logs', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_N_25_CSMS', 'N01.FR.07', 'N01.FR.09'], version, 'diagnostics are brought', async scene => {
      const station = await scene.boot()
      const log = { remoteLocation, oldestTimestamp: '2026-01-01T00:00:00Z', latestTimestamp: '2026-02-01T00:00:00Z' }
      await getLog(scene, station, { requestId: 1, log, retries: 2, retryInterval: 30 }, 'Accepted')
      await says(station, 1, 'Uploading')
      await ends(scene, station, 1, 'Uploading')
      await says(station, 1, 'Uploaded')
      await ends(scene, station, 1, 'Uploaded')
    })

    certify(['TC_N_35_CSMS', 'N01.FR.03'], version, 'the security log is brought', async scene => {
      const station = await scene.boot()
      await getLog(scene, station, { requestId: 2, logType: 'SecurityLog' }, 'Accepted')
      await says(station, 2, 'Uploading', 'Uploaded')
      await ends(scene, station, 2, 'Uploaded')
    })

    certify(['TC_N_34_CSMS', 'N01.FR.05'], version, 'there is none', async scene => {
      await getLog(scene, await scene.boot(), { requestId: 3 }, 'Rejected')
    })

    certify(['TC_N_36_CSMS', 'N01.FR.12', 'N01.FR.20'], version, 'a second request ends the first', async scene => {
      const station = await scene.boot()
      await getLog(scene, station, { requestId: 4 }, 'Accepted')
      await says(station, 4, 'Uploading')
      await getLog(scene, station, { requestId: 5 }, 'AcceptedCanceled')
      await says(station, 4, 'AcceptedCanceled')
      await says(station, 5, 'Uploading', 'Uploaded')
      await ends(scene, station, 5, 'Uploaded')
    })

    certify(['N01.FR.10'], version, 'an upload fails, for a reason', async scene => {
      const station = await scene.boot()
      const commandId = await getLog(scene, station, { requestId: 6 }, 'Accepted')
      await says(station, 6, 'Uploading', 'PermissionDenied')
      await ends(scene, station, 6, 'PermissionDenied')
      const result = { requestId: 6, state: 'failed', reason: 'PermissionDenied' }
      await told(scene, station, `commands/${commandId}`, { result })
    })

    certify(
      ['N01.FR.27', 'N01.FR.28'],
      version,
      'a station is sent to no address that it could not use',
      async scene => {
        const station = await scene.boot()
        for (const faulty of [`${remoteLocation}#a`, 'https://logs.example.com/up?to=/', 'logs', 'gopher://a/b']) {
          const payload = { requestId: 7, logType: 'DiagnosticsLog', log: { remoteLocation: faulty } }
          const { status, body } = await scene.command(station, 'GetLog', payload)
          assert.deepEqual([status, body.field], [400, 'log.remoteLocation'], faulty)
        }
      },
    )
  }

  certify(['TC_N_100_CSMS', 'N01.FR.24'], '2.1', 'the log of the data collector is brought', async scene => {
    const station = await scene.boot()
    await getLog(scene, station, { requestId: 8, logType: 'DataCollectorLog' }, 'Accepted')
    await says(station, 8, 'Uploading', 'Uploaded')
    await ends(scene, station, 8, 'Uploaded')
  })

  certify(['TC_N_102_CSMS', 'N01.FR.17', 'N01.FR.25'], '2.1', 'user and password are in the address', async scene => {
    const station = await scene.boot()
    const log = { remoteLocation: 'http://uploader:s3cret@logs.example.com/upload/' }
    const commandId = await getLog(scene, station, { requestId: 9, log }, 'Accepted')
    await says(station, 9, 'Uploading', 'Uploaded')
    await ends(scene, station, 9, 'Uploaded')
    const recorded = { log: { remoteLocation: 'http://[redacted]@logs.example.com/upload/' } }
    await told(scene, station, `commands/${commandId}`, {
      calls: [{ request: recorded }],
      result: { state: 'complete' },
    })
  })

  certify(
    ['TC_N_102_2_CSMS', 'N01.FR.17', 'N01.FR.25'],
    '2.1',
    'user and password, encrypted on their way',
    async scene => {
      const station = await scene.boot()
      const log = { remoteLocation: 'https://uploader:s3cret@logs.example.com/upload/' }
      await getLog(scene, station, { requestId: 10, log }, 'Accepted')
      await says(station, 10, 'Uploading', 'Uploaded')
      await ends(scene, station, 10, 'Uploaded')
    },
  )

  certify(['N01.FR.30'], '2.1', 'a station says why it could not bring it', async scene => {
    const station = await scene.boot()
    await getLog(scene, station, { requestId: 11 }, 'Accepted')
    const statusInfo = { reasonCode: 'RedirectNotAllowed', additionalInfo: '302' }
    await confirmed(station, 'LogStatusNotification', { status: 'UploadFailure', requestId: 11, statusInfo })
    const logUpload = { status: 'UploadFailure', reasonCode: 'RedirectNotAllowed', reason: '302' }
    await told(scene, station, 'maintenance', { logUpload })
  })
})
