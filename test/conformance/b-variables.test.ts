// Functional block B, provisioning: variables and reports.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json } from '../harness/wire-station.ts'
import { certify } from './certify.ts'
import { commanded, notifyEvent, resultOnce, sentBy } from './commanded.ts'
import { told } from './told.ts'

const offlineThreshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }
const remoteStart = { component: { name: 'AuthCtrlr' }, variable: { name: 'AuthorizeRemoteStart' } }
const got = (data: Json, attributeValue: string): Json => ({ attributeStatus: 'Accepted', attributeValue, ...data })
const set = (data: Json, attributeStatus = 'Accepted'): Json => ({ attributeStatus, ...data })
const reported = (data: Json, value: string): Json => ({ ...data, variableAttribute: [{ type: 'Actual', value }] })
const part = (requestId: unknown, seqNo: number, tbc: boolean, reportData: Json[]): Json => ({
  requestId,
  generatedAt: new Date().toISOString(),
  seqNo,
  tbc,
  reportData,
})

describe('B Provisioning: variables', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_B_06_CSMS', 'B06.FR.01', 'B06.FR.10'], version, 'reads a variable', async scene => {
      const station = await scene.boot()
      const { request, body } = await commanded(
        scene,
        station,
        ['get-configuration', { keys: ['OCPPCommCtrlr.OfflineThreshold'] }],
        ['GetVariables', { getVariableResult: [got(offlineThreshold, '60')] }],
      )
      assert.deepEqual(request, { getVariableData: [offlineThreshold] })
      assert.deepEqual(
        [body.status, body.settings],
        ['Accepted', [{ key: 'OCPPCommCtrlr.OfflineThreshold', status: 'Accepted', value: '60' }]],
      )
      await told(scene, station, 'variables', { items: [{ variable: 'OfflineThreshold', value: '60' }] })
    })

    certify(['TC_B_07_CSMS', 'B06.FR.02'], version, 'reads several variables at once', async scene => {
      const station = await scene.boot()
      const getVariableData = [offlineThreshold, remoteStart]
      const getVariableResult = [got(offlineThreshold, '60'), got(remoteStart, 'true')]
      const { request, response } = await scene.exchange(
        station,
        'GetVariables',
        { getVariableData },
        { getVariableResult },
      )
      assert.deepEqual(request, { getVariableData })
      assert.deepEqual(response.body.response, { getVariableResult })
    })

    certify(
      ['TC_B_08_CSMS', 'B06.FR.05'],
      version,
      'asks for no more variables at once than the station takes',
      async scene => {
        const station = await scene.boot()
        const limit = {
          component: { name: 'DeviceDataCtrlr' },
          variable: { name: 'ItemsPerMessage', instance: 'GetVariables' },
        }
        await scene.exchange(
          station,
          'GetVariables',
          { getVariableData: [limit] },
          { getVariableResult: [got(limit, '4')] },
        )
        await told(scene, station, 'variables', { items: [{ variable: 'ItemsPerMessage', value: '4' }] })
        const getVariableData = [
          ...['ItemsPerMessage', 'BytesPerMessage'].flatMap(name =>
            ['GetReport', 'GetVariables'].map(instance => ({
              component: { name: 'DeviceDataCtrlr' },
              variable: { name, instance },
            })),
          ),
          remoteStart,
        ]
        const answered = scene.command(station, 'GetVariables', { getVariableData })
        const sizes: number[] = []
        for (const _ of [1, 2]) {
          const asked = await sentBy(station, 'GetVariables', answered)
          const data = asked.payload.getVariableData as Json[]
          sizes.push(data.length)
          asked.answer({ getVariableResult: data.map(one => got(one, '9')) })
        }
        assert.deepEqual(sizes, [4, 1])
        const { getVariableResult } = (await answered).body.response as { getVariableResult: Json[] }
        assert.deepEqual(
          getVariableResult,
          getVariableData.map(one => got(one, '9')),
        )
      },
    )

    certify(['TC_B_09_CSMS', 'B05.FR.01'], version, 'sets a variable', async scene => {
      const station = await scene.boot()
      const { request, body } = await commanded(
        scene,
        station,
        ['set-configuration', { settings: [{ key: 'OCPPCommCtrlr.OfflineThreshold', value: '123' }] }],
        ['SetVariables', { setVariableResult: [set(offlineThreshold)] }],
      )
      assert.deepEqual(request, { setVariableData: [{ ...offlineThreshold, attributeValue: '123' }] })
      assert.equal(body.status, 'Accepted')
      await told(scene, station, 'variables', { items: [{ variable: 'OfflineThreshold', value: '123' }] })
    })

    certify(
      ['TC_B_10_CSMS', 'B05.FR.02'],
      version,
      'sets several variables, and tells which were refused',
      async scene => {
        const station = await scene.boot()
        const settings = [
          { key: 'OCPPCommCtrlr.OfflineThreshold', value: '123' },
          { key: 'AuthorizeRemoteTxRequests', value: 'false' },
        ]
        const setVariableResult = [set(offlineThreshold), set(remoteStart, 'Rejected')]
        const { request, body } = await commanded(
          scene,
          station,
          ['set-configuration', { settings }],
          ['SetVariables', { setVariableResult }],
        )
        assert.deepEqual(request.setVariableData, [
          { ...offlineThreshold, attributeValue: '123' },
          { ...remoteStart, attributeValue: 'false' },
        ])
        assert.deepEqual(
          (body.settings as Json[]).map(({ key, status }) => [key, status]),
          [
            ['OCPPCommCtrlr.OfflineThreshold', 'Accepted'],
            ['AuthorizeRemoteTxRequests', 'Rejected'],
          ],
        )
      },
    )

    certify(['B05.FR.11'], version, 'tells honestly which part of a long SetVariables failed', async scene => {
      const station = await scene.boot()
      const limit = {
        component: { name: 'DeviceDataCtrlr' },
        variable: { name: 'ItemsPerMessage', instance: 'SetVariables' },
      }
      await scene.exchange(
        station,
        'GetVariables',
        { getVariableData: [limit] },
        { getVariableResult: [got(limit, '1')] },
      )
      await told(scene, station, 'variables', { items: [{ variable: 'ItemsPerMessage', value: '1' }] })
      const setVariableData = [offlineThreshold, remoteStart].map(one => ({ ...one, attributeValue: '1' }))
      const answered = scene.command(station, 'SetVariables', { setVariableData })
      const first = await sentBy(station, 'SetVariables', answered)
      first.answer({ setVariableResult: [set(offlineThreshold)] })
      const second = await sentBy(station, 'SetVariables', answered)
      second.fail('InternalError', 'no')
      const { body } = await answered
      assert.partialDeepStrictEqual(body, {
        outcome: 'error',
        response: { setVariableResult: [set(offlineThreshold)] },
        error: { code: 'InternalError' },
        calls: [{ outcome: 'answered' }, { outcome: 'error' }],
      })
    })
  }
})

describe('B Provisioning: reports', { concurrency: 8 }, () => {
  const variables = [reported(offlineThreshold, '60'), reported(remoteStart, 'true')]
  for (const version of ['2.0.1', '2.1'] as const) {
    for (const [ids, reportBase] of [
      [['TC_B_12_CSMS', 'B07.FR.07'], 'ConfigurationInventory'],
      [['TC_B_13_CSMS', 'B07.FR.08'], 'FullInventory'],
      [['TC_B_14_CSMS', 'B07.FR.09'], 'SummaryInventory'],
    ] as const) {
      certify(ids, version, `joins the parts of a ${reportBase}`, async scene => {
        const station = await scene.boot()
        const { request, response } = await scene.exchange(
          station,
          'GetBaseReport',
          { reportBase },
          { status: 'Accepted' },
        )
        const { requestId } = request
        assert.ok(Number.isInteger(requestId) && Number(requestId) >= 0)
        assert.deepEqual(request, { requestId, reportBase })
        assert.partialDeepStrictEqual(response.body, { result: { requestId, state: 'pending' } })
        assert.deepEqual(await station.result('NotifyReport', part(requestId, 0, true, variables.slice(0, 1))), {})
        assert.deepEqual(await station.result('NotifyReport', part(requestId, 1, false, variables.slice(1))), {})
        const { items } = await resultOnce(scene, station, response.body.commandId, 'complete')
        assert.deepEqual(
          (items as Json[]).map(({ variable, value }) => [variable, value]),
          [
            ['OfflineThreshold', '60'],
            ['AuthorizeRemoteStart', 'true'],
          ],
        )
      })
    }

    certify(
      ['TC_B_18_CSMS', 'B08.FR.01', 'B08.FR.15'],
      version,
      'takes an empty report, and one that is there before the answer',
      async scene => {
        const station = await scene.boot()
        const evse = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' } }
        const ask = { componentVariable: [evse] }
        const empty = await scene.exchange(
          station,
          'GetReport',
          { ...ask, componentCriteria: ['Problem'] },
          {
            status: 'EmptyResultSet',
          },
        )
        assert.partialDeepStrictEqual(empty.request, { ...ask, componentCriteria: ['Problem'] })
        assert.partialDeepStrictEqual(empty.response.body, { result: { state: 'complete', items: [] } })
        const answered = scene.command(station, 'GetReport?waitForResultMs=20000', {
          ...ask,
          componentCriteria: ['Available'],
        })
        const asked = await sentBy(station, 'GetReport', answered)
        const report = part(asked.payload.requestId, 0, false, [reported(evse, 'Available')])
        assert.deepEqual(await station.result('NotifyReport', report), {})
        asked.answer({ status: 'Accepted' })
        assert.partialDeepStrictEqual((await answered).body, {
          result: { state: 'complete', items: [{ component: 'EVSE', evseId: 1, value: 'Available' }] },
        })
      },
    )

    certify(['B07.FR.10'], version, 'says so when the station does not report', async scene => {
      const station = await scene.boot()
      const refused = await scene.exchange(
        station,
        'GetBaseReport',
        { reportBase: 'SummaryInventory' },
        {
          status: 'NotSupported',
        },
      )
      assert.partialDeepStrictEqual(refused.response.body, { result: { state: 'failed', reason: 'NotSupported' } })
    })
  }

  certify(['J.FR.06'], '2.1', 'tells a 2.1 station that its answer breaks the schema, and keeps it', async scene => {
    const station = await scene.boot()
    const { request, response } = await scene.exchange(
      station,
      'GetBaseReport',
      { reportBase: 'FullInventory' },
      { status: 'Maybe' },
    )
    assert.ok(request.requestId)
    assert.partialDeepStrictEqual(response.body, {
      response: { status: 'Maybe' },
      schemaFault: 'status is not one of its allowed values',
    })
    const told = await until(() => station.frames.find(({ from, text }) => from === 'csms' && text.startsWith('[5,')), {
      what: 'the CALLRESULTERROR',
    })
    assert.equal(JSON.parse(told.text)[2], 'PropertyConstraintViolation')
    assert.deepEqual(await station.result('NotifyEvent', notifyEvent({ actualValue: 'x', ...offlineThreshold })), {})
  })
})
