// OCPP-J chapter 4: frames, ids and error codes, as each version spells them.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { examplePayload } from '../harness/example-payload.ts'
import { until } from '../harness/until.ts'
import { bootPayload, certify } from './certify.ts'
import { replyTo, saidTo, statusPayload } from './rpc-wire.ts'

describe('RPC: frames', { concurrency: 8 }, () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(
      ['rule 19'],
      version,
      'J16 4.2, J21 4.2: a CALL is answered by a CALLRESULT of three elements with its id',
      async scene => {
        const station = await scene.boot()
        const answer = await replyTo(station, '[2,"id of mine","Heartbeat",{}]')
        assert.deepEqual([answer.length, answer[0], answer[1], typeof answer[2]], [3, 3, 'id of mine', 'object'])
        const refused = await replyTo(station, '[2,"another","Teleport",{}]')
        assert.deepEqual([refused.length, refused[0], refused[1]], [5, 4, 'another'])
      },
    )

    certify(
      ['rule 22'],
      version,
      'J16 4.1.4, E23 4.2: ids of 36 characters, taken for nothing more than names',
      async scene => {
        const station = await scene.boot()
        const id = 'i'.repeat(36)
        assert.equal((await replyTo(station, `[2,"${id}","Heartbeat",{}]`))[1], id)
        const first = await station.call('StatusNotification', statusPayload(version), id)
        assert.equal(first.type, 'result')
        assert.deepEqual((await replyTo(station, `[2,"${id}x","Heartbeat",{}]`)).slice(0, 2), [4, '-1'])
      },
    )

    certify(
      ['rule 23'],
      version,
      'a CALL that comes again while it is worked is worked once, and its answer serves both',
      async scene => {
        const station = await scene.boot()
        const text = JSON.stringify([2, 'twice', 'StatusNotification', statusPayload(version)])
        const seen = station.frames.length
        station.send(text)
        const [again, ...more] = await saidTo(station, text)
        assert.deepEqual([again, more.length <= 1], [[3, 'twice', {}], true])
        const answers = station.frames
          .slice(seen)
          .filter(({ from, text }) => from === 'csms' && text.includes('"twice"'))
        assert.ok(answers.length >= 1 && answers.every(({ text }) => text === '[3,"twice",{}]'))
      },
    )

    certify(
      ['rule 24'],
      version,
      'J16 4.1.3, J201 4.4, J21 4.1.3: an unknown message type is ignored, but for 2.0.1',
      async scene => {
        const station = await scene.boot()
        const said = await saidTo(station, '[9,"x","Heartbeat",{}]')
        if (version === '2.0.1')
          assert.deepEqual(
            said.map(frame => frame.slice(0, 3)),
            [[4, 'x', 'MessageTypeNotSupported']],
          )
        else assert.deepEqual(said, [])
      },
    )

    certify(
      ['rule 25'],
      version,
      'J201 4.2.3: what has no readable id is answered "-1", and nothing of it is repeated',
      async scene => {
        const station = await scene.boot()
        const code = version === '1.6' ? 'FormationViolation' : 'RpcFrameworkError'
        for (const text of [
          'this "is" \\ no JSON',
          '{"a":1}',
          '[2,5,"Heartbeat",{}]',
          `[2,"${'x'.repeat(37)}","Heartbeat",{}]`,
        ]) {
          const [type, id, given, description, details] = await replyTo(station, text)
          assert.deepEqual([type, id, given, details], [4, '-1', code, {}], text)
          assert.equal(String(description).includes('this'), false)
        }
        assert.equal((await station.call('Heartbeat', {})).type, 'result')
      },
    )

    certify(
      ['rule 26'],
      version,
      'J16e 5.1, 5.2, J21 4.2.3: the codes, in the spelling of the version',
      async scene => {
        const station = await scene.boot()
        const codes =
          version === '1.6'
            ? ['OccurenceConstraintViolation', 'FormationViolation']
            : ['OccurrenceConstraintViolation', 'FormatViolation']
        const codeOf = async (action: string, payload: unknown) =>
          (await replyTo(station, JSON.stringify([2, `c-${action}`, action, payload])))[2]
        assert.equal(await codeOf('Teleport', {}), 'NotImplemented')
        assert.equal(await codeOf('Reset', examplePayload(version, 'Reset', 'request')), 'NotSupported')
        assert.equal(await codeOf('BootNotification', {}), codes[0])
        assert.equal(await codeOf('DataTransfer', 'text'), codes[1])
        assert.equal(await codeOf('DataTransfer', { vendorId: {} }), 'TypeConstraintViolation')
        assert.equal(await codeOf('DataTransfer', { vendorId: 'v'.repeat(300) }), 'PropertyConstraintViolation')
        assert.equal((await replyTo(station, '[2,"broken","Heartbeat",{"a":'))[2], codes[1])
      },
    )

    certify(
      ['rule 26'],
      version,
      'a station that is held to the schemas is refused what others are forgiven',
      async scene => {
        const registered = await scene.register()
        await scene.api.send('PATCH', `/v1/stations/${registered.id}`, { strict: true })
        const station = await scene.connect(registered)
        await station.result('BootNotification', bootPayload(version))
        const odd = { ...statusPayload(version), surplus: null }
        const refused = await station.call('StatusNotification', odd)
        assert.ok(refused.type === 'error')
        assert.equal(refused.code, version === '1.6' ? 'FormationViolation' : 'FormatViolation')
        const forgiving = await scene.boot()
        await forgiving.result('StatusNotification', odd)
        const { body } = await scene.api.raw('GET', `/v1/stations/${registered.id}`)
        assert.equal((body as { strict: boolean }).strict, true)
      },
    )

    certify(
      ['rule 27'],
      version,
      'J201 4.2.3: empty details, short descriptions; a CALLERROR of four elements is understood',
      async scene => {
        const station = await scene.boot()
        const [, , , description, details] = await replyTo(station, `[2,"long","${'a'.repeat(5000)}",{}]`)
        assert.deepEqual([String(description).length <= 255, details], [true, {}])
        const action = version === '1.6' ? 'ClearCache' : 'GetLocalListVersion'
        const answered = scene.command(station, action)
        const asked = await station.expect(action)
        station.send(`[4, "${asked.id}", "FormationViolation", ""]`)
        const { body } = await answered
        assert.deepEqual([body.outcome, body.error?.code], ['error', 'FormatViolation'])
      },
    )

    certify(
      ['rule 29'],
      version,
      'J21 4.1.5: nothing empty is sent; empty texts of stations are taken',
      async scene => {
        const station = await scene.boot()
        const token = await scene.token()
        const idToken = version === '1.6' ? { idTag: token } : { idToken: { idToken: token, type: 'ISO14443' } }
        await station.result('Authorize', idToken)
        await station.result('Heartbeat', {})
        const sent = station.frames.flatMap(({ from, text }) => (from === 'csms' ? [text] : []))
        for (const text of sent) assert.doesNotMatch(text, /null|:""|:\[\]|:\{\}/)
        const boot =
          version === '1.6'
            ? { chargePointVendor: 'V', chargePointModel: 'M', meterSerialNumber: '', iccid: '', imsi: '' }
            : {
                reason: 'PowerUp',
                chargingStation: { vendorName: 'V', model: 'M', serialNumber: '', firmwareVersion: '' },
              }
        assert.equal((await station.result('BootNotification', boot)).status, 'Accepted')
      },
    )

    certify(
      ['rule 30'],
      version,
      'P21 3.1: moments in UTC with Z and three decimals at most; offsets of stations are taken',
      async scene => {
        const station = await scene.boot()
        const { currentTime } = await station.result('Heartbeat', {})
        assert.match(String(currentTime), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/)
        for (const timestamp of ['2026-01-02T03:04:05+02:00', '2026-01-02T03:04:05.123456Z']) {
          await station.result('StatusNotification', { ...statusPayload(version), timestamp })
        }
      },
    )

    certify(
      ['rule 31'],
      version,
      'J21 5.2: 200 kB in one frame are taken, what goes beyond the limit costs the socket',
      async scene => {
        const station = await scene.boot()
        const data = 'x'.repeat(200_000)
        const reply = await station.call('DataTransfer', { vendorId: 'com.example', data })
        assert.equal(reply.type, 'result')
        station.send(JSON.stringify([2, 'over', 'DataTransfer', { vendorId: 'com.example', data: data.repeat(2) }]))
        assert.equal((await station.closed).code, 1006)
      },
    )
  }

  certify(
    ['rule 28'],
    '2.1',
    'P21 FR.06, FR.07: an answer that breaks its schema is told so; a SEND never is, nor answered',
    async scene => {
      const station = await scene.boot()
      const answered = scene.command(station, 'GetLocalListVersion')
      const asked = await station.expect('GetLocalListVersion')
      const seen = station.frames.length
      asked.answer({ versionNumber: 'seven' })
      const told = await until(() => station.frames.slice(seen).find(({ from }) => from === 'csms'), {
        what: 'CALLRESULTERROR',
        everyMs: 5,
      })
      assert.deepEqual(JSON.parse(told.text).slice(0, 3), [5, asked.id, 'TypeConstraintViolation'])
      assert.equal((await answered).status, 200)
      const sound = examplePayload('2.1', 'NotifyPeriodicEventStream', 'request')
      for (const payload of [sound, {}, 'text', null]) {
        assert.deepEqual(await saidTo(station, JSON.stringify([6, 's', 'NotifyPeriodicEventStream', payload])), [])
      }
      assert.deepEqual(await saidTo(station, '[6,"s","Teleport",{}]'), [])
      assert.deepEqual(await saidTo(station, '[6,7]'), [])
      // What a station could not make of an answer of ours asks nothing of us.
      assert.deepEqual(await saidTo(station, '[5,"b","FormatViolation","no time",{}]'), [])
    },
  )

  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['rule 33'], version, 'J201 7, J21 7: a signed message is worked as what was signed', async scene => {
      const station = await scene.boot()
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const jws = {
        payload: encode(statusPayload(version)),
        protected: encode({ alg: 'ES256', OCPPAction: 'StatusNotification' }),
        signature: 'c2ln',
      }
      assert.deepEqual(await replyTo(station, JSON.stringify([2, 's', 'StatusNotification-Signed', jws])), [3, 's', {}])
      assert.equal((await replyTo(station, '[2,"t","StatusNotification-Signed",{}]'))[2], 'FormatViolation')
    })
  }
})
