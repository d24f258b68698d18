// OCPP-J 4.1 and 5: one CALL outstanding each way, late answers, liveness, and sockets that share nothing.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { examplePayload } from '../harness/example-payload.ts'
import { until } from '../harness/until.ts'
import { bootPayload, certify } from './certify.ts'
import { saidTo, statusPayload } from './rpc-wire.ts'

describe('RPC: calls', { concurrency: 8 }, () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(
      ['rule 20'],
      version,
      'J16 4.1.1, J21 4.1.1: one CALL of ours outstanding; those of the station cross it',
      async scene => {
        const station = await scene.boot()
        const first = scene.command(station, 'ClearCache')
        const asked = await station.expect('ClearCache')
        const second = scene.command(station, 'GetLocalListVersion')
        // Its own CALLs are answered while ours waits.
        for (let i = 0; i < 3; i += 1) await station.result('StatusNotification', statusPayload(version))
        const sent = () => station.frames.filter(({ from, text }) => from === 'csms' && text.startsWith('[2,')).length
        assert.equal(sent(), 1)
        asked.answer({ status: 'Accepted' })
        const next = await station.expect('GetLocalListVersion')
        next.answer(version === '1.6' ? { listVersion: 0 } : { versionNumber: 0 })
        assert.deepEqual([(await first).status, (await second).status, sent()], [200, 200, 2])
      },
    )

    certify(['rule 21'], version, 'P21 3.2: an answer that comes too late, or to nothing, is dropped', async scene => {
      const station = await scene.boot()
      const path = `/v1/stations/${station.id}/commands/ClearCache?timeoutMs=1000`
      const given = scene.api.raw('POST', path, {})
      const asked = await station.expect('ClearCache')
      assert.ok((await given).status >= 500)
      assert.deepEqual(await saidTo(station, JSON.stringify([3, asked.id, { status: 'Accepted' }])), [])
      assert.deepEqual(await saidTo(station, '[3,"never asked",{}]'), [])
      assert.deepEqual(await saidTo(station, '[4,"never asked","InternalError","",{}]'), [])
      assert.deepEqual(await saidTo(station, '[4,"never asked"]'), [])
      const { response } = await scene.exchange(station, 'ClearCache', {}, { status: 'Rejected' })
      assert.deepEqual(response.body.response, { status: 'Rejected' })
    })

    certify(['rule 34'], version, 'J21 6: sockets of several stations share no ids', async scene => {
      const [one, other] = [await scene.boot(), await scene.boot()]
      const payload = statusPayload(version)
      const replies = await Promise.all(
        [one, other].map(station => station.call('StatusNotification', payload, 'same id')),
      )
      assert.deepEqual(
        replies.map(({ type }) => type),
        ['result', 'result'],
      )
      await until(
        async () => {
          const seen = await Promise.all(
            [one, other].map(({ id }) => scene.api.get<{ connectors: unknown[] }>(`/v1/stations/${id}`)),
          )
          return seen.every(({ connectors }) => connectors.length > 0)
        },
        { what: 'both stations to have a status' },
      )
    })

    certify(
      ['rule 36', 'B01.FR.04'],
      version,
      'O16 4.6, J16 5.3: a Heartbeat is answered the time, a boot an interval above 0',
      async scene => {
        const station = await scene.connect()
        const { interval, currentTime } = await station.result('BootNotification', bootPayload(version))
        assert.ok(Number(interval) > 0)
        const { currentTime: later } = await station.result('Heartbeat', {})
        for (const time of [currentTime, later]) assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000)
        assert.ok(Date.parse(String(later)) >= Date.parse(String(currentTime)))
      },
    )

    certify(
      ['rule 37'],
      version,
      'J16 5.4, J21 5.4: a station that reconnects without booting is still accepted',
      async scene => {
        const registered = await scene.register()
        const before = await scene.connect(registered)
        await before.result('BootNotification', bootPayload(version))
        await before.close()
        const after = await scene.connect(registered)
        await after.result('StatusNotification', statusPayload(version))
        const { response } = await scene.exchange(after, 'ClearCache', {}, { status: 'Accepted' })
        assert.equal(response.status, 200)
      },
    )

    certify(
      ['rule 46', 'FR.05'],
      version,
      'P21 FR.05: what was triggered may come before the answer that promises it',
      async scene => {
        const station = await scene.boot()
        for (const early of [true, false]) {
          const answered = scene.command(station, 'TriggerMessage', { requestedMessage: 'Heartbeat' })
          const asked = await station.expect('TriggerMessage')
          if (early) await station.result('Heartbeat', {})
          asked.answer({ status: 'Accepted' })
          if (!early) await station.result('Heartbeat', {})
          assert.deepEqual((await answered).body.response, { status: 'Accepted' })
        }
      },
    )
  }

  certify(['rule 20'], '2.1', 'J21 4.1.1: a SEND waits for nothing', async scene => {
    const station = await scene.boot()
    const stream = examplePayload('2.1', 'NotifyPeriodicEventStream', 'request')
    const answered = scene.command(station, 'ClearCache')
    const asked = await station.expect('ClearCache')
    const call = station.call('StatusNotification', statusPayload('2.1'))
    for (let i = 0; i < 5; i += 1) station.send(JSON.stringify([6, `s${i}`, 'NotifyPeriodicEventStream', stream]))
    assert.equal((await call).type, 'result')
    asked.answer({ status: 'Accepted' })
    assert.equal((await answered).status, 200)
  })
})
