// Functional block C, prepaid cards (2.1 C17), and what else 2.1 tells a station with a token.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { certify } from './certify.ts'
import { supportsLimits } from './limits.ts'
import { sessionAt } from './session.ts'

describe('C prepaid cards', { concurrency: 8 }, () => {
  certify(
    ['TC_C_103_CSMS', 'C17.FR.01', 'C17.FR.03'],
    '2.1',
    'lets a prepaid card charge for what is left on it, once told, and keeps it out of caches',
    async scene => {
      const { station, idToken, say } = await sessionAt(scene, { transactionLimit: { maxCost: 12.5 } })
      await supportsLimits(scene, station, 'maxCost')
      const { idTokenInfo } = await station.result('Authorize', { idToken })
      assert.partialDeepStrictEqual(idTokenInfo, { status: 'Accepted' })
      const { cacheExpiryDateTime } = idTokenInfo as { cacheExpiryDateTime: string }
      assert.ok(Math.abs(Date.parse(cacheExpiryDateTime) - Date.now()) < 60_000)
      assert.partialDeepStrictEqual(await say('Started', 'Authorized', {}, { idToken }), {
        transactionLimit: { maxCost: 12.5 },
      })
      assert.equal('transactionLimit' in (await say('Updated', 'ChargingStateChanged', {}, { idToken })), false)
    },
  )

  certify(['TC_C_104_CSMS', 'C17.FR.02'], '2.1', 'refuses a prepaid card with nothing on it', async scene => {
    const station = await scene.boot()
    const idToken = { idToken: await scene.token({ status: 'NoCredit' }), type: 'ISO14443' }
    const { idTokenInfo } = await station.result('Authorize', { idToken })
    assert.partialDeepStrictEqual(idTokenInfo, { status: 'NoCredit' })
    const { cacheExpiryDateTime } = idTokenInfo as { cacheExpiryDateTime: string }
    assert.ok(Math.abs(Date.parse(cacheExpiryDateTime) - Date.now()) < 60_000)
  })

  certify(['Q01.FR.01'], '2.1', 'tells which ways of energy transfer a token allows', async scene => {
    const station = await scene.boot()
    const idToken = {
      idToken: await scene.token({ allowedEnergyTransfer: ['AC_three_phase', 'AC_BPT'] }),
      type: 'eMAID',
    }
    assert.deepEqual(await station.result('Authorize', { idToken }), {
      idTokenInfo: { status: 'Accepted' },
      allowedEnergyTransfer: ['AC_three_phase', 'AC_BPT'],
    })
  })
})
