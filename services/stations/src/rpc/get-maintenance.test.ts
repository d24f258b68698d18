import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { FirmwarePublishReported, FirmwareStatusReported } from '@chargeplane/proto/ocpp/v1/firmware'
import { LogUploadReported } from '@chargeplane/proto/ocpp/v1/logs'
import { firmwarePublishReported } from '../events/firmware-publish-reported.ts'
import { firmwareStatusReported } from '../events/firmware-status-reported.ts'
import { logUploadReported } from '../events/log-upload-reported.ts'
import { type Bench, openBench } from '../testing/bench.ts'
import { minute, origin } from '../testing/origin.ts'
import { sessionsOf } from '../testing/sessions.ts'
import { getMaintenance } from './get-maintenance.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
  await bench.register('CP-1')
})
after(() => bench.close())
beforeEach(async () => {
  for (const table of ['sessions', 'station_facts', 'task_reports']) await bench.database.query(`DELETE FROM ${table}`)
})

const maintenance = (stationId = 'CP-1') => getMaintenance(bench.database)({ tenant: 'default', stationId })
const firmware = (epoch: number, sequence: number, said: Partial<FirmwareStatusReported>, at = sequence) =>
  bench.receive(
    firmwareStatusReported,
    'chargeplane.ocpp.v1.FirmwareStatusReported',
    FirmwareStatusReported.fromPartial({ origin: origin(epoch, sequence, at), ...said }),
  )

const blank = { requestId: undefined, reasonCode: '', reason: '', locations: [] }

describe('getMaintenance', () => {
  it('tells what was last said of firmware, of its publication and of logs', async () => {
    await firmware(10, 1, { status: 'Downloading', requestId: 4n })
    await firmware(10, 2, { status: 'DownloadFailed', requestId: 4n, reasonCode: 'NoSpace', reason: '3 MB' })
    await bench.receive(
      firmwarePublishReported,
      'chargeplane.ocpp.v1.FirmwarePublishReported',
      FirmwarePublishReported.fromPartial({ origin: origin(10, 3), status: 'Published', locations: ['http://a/fw'] }),
    )
    await bench.receive(
      logUploadReported,
      'chargeplane.ocpp.v1.LogUploadReported',
      LogUploadReported.fromPartial({ origin: origin(10, 4), status: 'Uploading' }),
    )
    assert.deepEqual(await maintenance(), {
      firmware: {
        ...blank,
        status: 'DownloadFailed',
        requestId: 4n,
        reasonCode: 'NoSpace',
        reason: '3 MB',
        reportedAt: minute(2),
      },
      firmwarePublication: { ...blank, status: 'Published', locations: ['http://a/fw'], reportedAt: minute(3) },
      logUpload: { ...blank, status: 'Uploading', reportedAt: minute(4) },
    })
  })

  it('keeps to the newest session and sequence', async () => {
    await firmware(10, 5, { status: 'Installed' })
    await firmware(10, 4, { status: 'Installing' })
    assert.equal((await maintenance()).firmware?.status, 'Installed')
    await sessionsOf(bench).connected(11, 6)
    await firmware(10, 6, { status: 'DownloadFailed' }, 7)
    assert.equal((await maintenance()).firmware?.status, 'Installed', 'a zombie changes nothing')
    await firmware(11, 1, { status: 'Idle' }, 8)
    assert.equal((await maintenance()).firmware?.status, 'Idle')
  })

  it('has nothing of a station that said nothing, and refuses an unknown one', async () => {
    const nothing = { firmware: undefined, firmwarePublication: undefined, logUpload: undefined }
    assert.deepEqual(await maintenance(), nothing)
    await assert.rejects(maintenance('CP-9'), { code: 'not_found' })
    await assert.rejects(maintenance('a/b'), { code: 'invalid_argument', field: 'stationId' })
  })
})
