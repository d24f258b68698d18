// OCPP-J chapter 3: who connects, by which name, in which version.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { describe } from 'node:test'
import { registerStation } from '../harness/world.ts'
import { bootPayload, certify } from './certify.ts'
import { knock, knockedStatus, protocolOf, statusPayload } from './rpc-wire.ts'

const unique = (name: string) => `${name}${randomBytes(4).toString('hex')}`

describe('RPC: connection', { concurrency: 8 }, () => {
  certify(
    ['rule 1'],
    '1.6',
    'J16 3.1.1: the identity is the last segment of the path, percent-decoded once',
    async scene => {
      for (const id of [`RDAM ${unique('')}`, `50%25 ${unique('')}`, `Ä#?${unique('')}`]) {
        const password = await registerStation(scene.api, id)
        const station = await scene.connect({ id, password })
        assert.equal((await station.result('BootNotification', bootPayload('1.6'))).status, 'Accepted')
        const { body } = await scene.api.raw('GET', `/v1/stations/${encodeURIComponent(id)}`)
        assert.equal((body as { stationId: string }).stationId, id)
      }
    },
  )

  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['rule 2'],
      version,
      'J21 3.1.1: an identifierString without colon, of 48 characters at most, in any case',
      async scene => {
        const { id, password } = await scene.register()
        assert.equal(await knockedStatus(scene, { path: 'A:B', password }), 400)
        assert.equal(await knockedStatus(scene, { path: 'a'.repeat(49), password }), 400)
        assert.equal(await knockedStatus(scene, { path: 'a%20b', password }), 400)
        const lower = await scene.connect({ id: id.toLowerCase(), password })
        await lower.result('BootNotification', bootPayload(version))
        const { body } = await scene.api.raw('GET', `/v1/stations/${id}`)
        assert.equal((body as { stationId: string }).stationId, id)
      },
    )
  }

  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(
      ['rule 3'],
      version,
      'J16 3.2, J21 3.3: an unknown identity is refused, in the same words as a wrong password',
      async scene => {
        const { id, password } = await scene.register()
        // Not 404 as OCPP-J suggests: whoever guesses identities would be told which exist.
        assert.equal(await knockedStatus(scene, { path: unique('NOBODY'), password }), 401)
        assert.equal(await knockedStatus(scene, { path: id, password: 'not the password' }), 401)
        assert.equal(await knockedStatus(scene, { path: 'a/b/c/d', password }), 404)
      },
    )
  }

  certify(['rule 4'], '2.0.1', 'J21 3.1.2: a version in the URL decides nothing', async scene => {
    const id = unique('ocpp1.6-')
    const password = await registerStation(scene.api, id)
    const station = await scene.connect({ id, password })
    await station.result('BootNotification', bootPayload('2.0.1'))
    const { body } = await scene.api.raw('GET', `/v1/stations/${id}`)
    assert.equal((body as { stationId: string }).stationId, id)
    assert.equal((await station.result('StatusNotification', statusPayload('2.0.1'))) instanceof Object, true)
  })

  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(
      ['rule 5'],
      version,
      'J21 3.1.2: the first of the offered names that is spoken here is answered, and no other',
      async scene => {
        const { id, password } = await scene.register()
        const protocols = ['ocpp1.2', 'ocpp1.5', 'ocpp2.0', protocolOf(version), 'ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']
        const knocked = await knock(scene, { path: id, password, protocols: [...new Set(protocols)] })
        assert.ok('socket' in knocked)
        assert.equal(knocked.protocol, protocolOf(version))
        knocked.socket.terminate()
      },
    )

    certify(
      ['rule 6'],
      version,
      'J16 3.1.2, J21 3.1.2: none in common completes the handshake without a name, then closes',
      async scene => {
        const { id, password } = await scene.register()
        const knocked = await knock(scene, { path: id, password, protocols: ['ocpp1.5', 'soap'] }).catch(
          (error: Error) => error,
        )
        // This client takes an answer without a subprotocol for an error of the server, as it may (RFC 6455 4.1).
        if (knocked instanceof Error) return assert.match(knocked.message, /subprotocol/i)
        assert.ok('socket' in knocked)
        const [code] = await once(knocked.socket, 'close')
        assert.deepEqual([knocked.protocol, code], ['', 1002])
      },
    )
  }

  certify(['rule 7'], '2.1', 'J21 3.2: 2.1 beside 2.0.1 and 1.6, each by its own name', async scene => {
    const { id, password } = await scene.register()
    for (const name of ['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6']) {
      const knocked = await knock(scene, { path: id, password, protocols: [name] })
      assert.ok('socket' in knocked)
      assert.equal(knocked.protocol, name)
      knocked.socket.terminate()
    }
  })

  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['rule 8'],
      version,
      'J201 3.3, J21 3.4: permessage-deflate for who offers it, and nothing lost for who does not',
      async scene => {
        for (const deflate of [true, false]) {
          const { id, password } = await scene.register()
          const knocked = await knock(scene, { path: id, password, deflate })
          assert.ok('socket' in knocked)
          assert.equal(knocked.extensions.includes('permessage-deflate'), deflate)
          const data = 'y'.repeat(20_000)
          knocked.socket.send(
            JSON.stringify([
              2,
              'b',
              'BootNotification',
              { ...bootPayload(version), customData: { vendorId: 'V', data } },
            ]),
          )
          const [answer]: Buffer[] = await once(knocked.socket, 'message')
          assert.match(String(answer), /^\[3,"b",\{/)
          knocked.socket.terminate()
        }
      },
    )
  }

  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(['rule 9'], version, 'the newest socket of a station wins, the older one is closed', async scene => {
      const registered = await scene.register()
      const older = await scene.connect(registered)
      await older.result('BootNotification', bootPayload(version))
      const newer = await scene.connect(registered)
      assert.equal((await older.closed).code, 4001)
      await newer.result('StatusNotification', statusPayload(version))
    })
  }
})
