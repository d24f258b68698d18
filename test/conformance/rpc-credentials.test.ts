// Basic authentication of profiles 1 and 2 (OCPP 2.1 part 2 A00.FR.202-207, 1.6 security whitepaper A00.FR.205).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import { certify } from './certify.ts'
import { knockedStatus } from './rpc-wire.ts'

describe('RPC: credentials', { concurrency: 8 }, () => {
  for (const version of ['1.6', '2.0.1', '2.1'] as const) {
    certify(
      ['rule 10', 'A00.FR.203', 'A00.FR.204'],
      version,
      'user name and password are compared before the upgrade',
      async scene => {
        const { id, password } = await scene.register()
        const other = await scene.register()
        assert.equal(await knockedStatus(scene, { path: id, password }), 101)
        assert.equal(await knockedStatus(scene, { path: id }), 401)
        assert.equal(await knockedStatus(scene, { path: id, username: other.id, password }), 401)
        assert.equal(await knockedStatus(scene, { path: id, username: other.id, password: other.password }), 401)
      },
    )

    certify(['rule 11'], version, 'the pair is split at the first colon: passwords may hold some', async scene => {
      const { id } = await scene.register()
      const password = 'a:b:c:0123456789'
      await scene.api.send('POST', `/v1/stations/${id}/password`, { password })
      assert.equal(await knockedStatus(scene, { path: id, password }), 101)
      assert.equal(await knockedStatus(scene, { path: id, password: 'a:b:c:0123456780' }), 401)
    })
  }

  certify(
    ['rule 12', 'A00.FR.205'],
    '1.6',
    'J16 6.2.2: a key of hex digits is presented as the bytes they stand for, or as digits',
    async scene => {
      const { id, password } = await scene.register()
      assert.match(password, /^[0-9a-f]{40}$/)
      assert.equal(await knockedStatus(scene, { path: id, password: Buffer.from(password, 'hex') }), 101)
      assert.equal(await knockedStatus(scene, { path: id, password: password.toUpperCase() }), 101)
      assert.equal(await knockedStatus(scene, { path: id, password: Buffer.from(password.slice(2), 'hex') }), 401)
    },
  )

  for (const version of ['2.0.1', '2.1'] as const) {
    certify(
      ['rule 13', 'A00.FR.205'],
      version,
      'a password of 16 to 40 characters is presented as text',
      async scene => {
        const { id } = await scene.register()
        const set = (password: string) => scene.api.raw('POST', `/v1/stations/${id}/password`, { password })
        for (const password of ['0123456789abcde', '0'.repeat(41), 'a password with spaces']) {
          assert.equal((await set(password)).status, 400, password)
        }
        for (const password of ['0123456789abcdef', 'P'.repeat(40)]) {
          assert.ok((await set(password)).status < 300)
          // An edge that has let it in before hears of the change by an event.
          const isIn = async () => (await knockedStatus(scene, { path: id, password })) === 101
          await until(isIn, { what: 'the new password to be good' })
        }
      },
    )
  }
})
