// Functional block C, authorization, without payments (c-payments).
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { energyTransfer, sessionAt } from './session.ts'

const past = '2020-01-01T00:00:00.000Z'
const iso = 'ISO14443'

/** An identification of a contract, as a vehicle presents it. */
async function eMAID(scene: Scene, status = 'Accepted') {
  return { idToken: await scene.token({ type: 'eMAID', status }), type: 'eMAID' }
}

describe('C authorization', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_C_02_CSMS', 'C01.FR.07'], version, 'refuses a token that nobody knows', async scene => {
      const station = await scene.boot()
      const { idTokenInfo } = await station.result('Authorize', { idToken: { idToken: 'NOBODY', type: iso } })
      assert.match(String((idTokenInfo as Json).status), /^(Invalid|Unknown)$/)
    })

    certify(['TC_C_06_CSMS'], version, 'refuses a blocked token', async scene => {
      const station = await scene.boot()
      const idToken = { idToken: await scene.token({ status: 'Blocked' }), type: iso }
      assert.deepEqual(await station.result('Authorize', { idToken }), { idTokenInfo: { status: 'Blocked' } })
    })

    certify(['TC_C_07_CSMS'], version, 'refuses an expired token, and says since when', async scene => {
      const station = await scene.boot()
      const idToken = { idToken: await scene.token({ expiresAt: past }), type: iso }
      assert.deepEqual(await station.result('Authorize', { idToken }), {
        idTokenInfo: { status: 'Expired', cacheExpiryDateTime: past },
      })
    })

    certify(['TC_C_08_CSMS', 'C12.FR.03'], version, 'agrees to a token that the cache had let charge', async scene => {
      const { say, idToken } = await sessionAt(scene)
      assert.deepEqual(await say('Started', 'CablePluggedIn', { chargingState: 'EVConnected' }), {})
      assert.deepEqual(await say('Updated', 'Authorized', {}, { idToken }), { idTokenInfo: { status: 'Accepted' } })
    })

    certify(['TC_C_20_CSMS', 'C12.FR.03'], version, 'refuses a token that a cache had kept too long', async scene => {
      const { say } = await sessionAt(scene)
      await say('Started', 'EVDetected')
      const { idTokenInfo } = await say('Updated', 'Authorized', {}, { idToken: { idToken: 'NOBODY', type: iso } })
      assert.match(String((idTokenInfo as Json).status), /^(Invalid|Unknown)$/)
    })

    certify(['TC_C_37_CSMS', 'TC_C_38_CSMS', 'C11.FR.01'], version, 'clears the cache of a station', async scene => {
      const station = await scene.boot()
      for (const status of ['Accepted', 'Rejected']) {
        const { request, response } = await scene.exchange(station, 'ClearCache', {}, { status })
        assert.deepEqual([request, response.body.response], [{}, { status }])
      }
    })

    const ofGroup = { status: 'Accepted', groupIdToken: { idToken: 'FAMILY', type: 'Central' } }

    certify(
      ['TC_C_39_CSMS', 'TC_C_43_CSMS', 'C09.FR.03'],
      version,
      'tells the group, so that another of it may stop the charge',
      async scene => {
        const { station, idToken, say, shows } = await energyTransfer(scene, { groupIdToken: 'FAMILY' })
        const second = { idToken: await scene.token({ groupIdToken: 'FAMILY' }), type: iso }
        for (const card of [idToken, second]) {
          assert.deepEqual(await station.result('Authorize', { idToken: card }), { idTokenInfo: ofGroup })
        }
        assert.deepEqual(await say('Updated', 'StopAuthorized', {}, { idToken: second }), { idTokenInfo: ofGroup })
        await say('Ended', 'EVCommunicationLost', { stoppedReason: 'Local' })
        const { hash } = await scene.api.get<{ hash: string }>(`/v1/id-tokens/${idToken.idToken}`)
        await shows({ status: 'ended', idTokenHash: hash })
      },
    )

    certify(
      ['TC_C_40_CSMS', 'C09.FR.02'],
      version,
      'tells the group of tokens that a local list had let in',
      async scene => {
        const more = { groupIdToken: 'FAMILY', localList: true }
        const { idToken, say } = await sessionAt(scene, more)
        const second = { idToken: await scene.token(more), type: iso }
        assert.deepEqual(await say('Started', 'Authorized', {}, { idToken }), { idTokenInfo: ofGroup })
        assert.deepEqual(await say('Updated', 'StopAuthorized', {}, { idToken: second }), { idTokenInfo: ofGroup })
      },
    )

    certify(
      ['TC_C_47_CSMS', 'TC_C_48_CSMS', 'TC_C_49_CSMS', 'C16.FR.03'],
      version,
      'lets a master pass end the charges of others, and start none',
      async scene => {
        const one = await energyTransfer(scene)
        const other = await energyTransfer(scene, {}, one.station)
        const pass = { idToken: await scene.token({ groupIdToken: 'POLICE', masterPass: true }), type: iso }
        const known = { idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'POLICE', type: 'Central' } } }
        assert.deepEqual(await one.station.result('Authorize', { idToken: pass }), known)
        for (const { say, shows } of [one, other]) {
          const answer = await say('Ended', 'StopAuthorized', { stoppedReason: 'MasterPass' }, { idToken: pass })
          assert.partialDeepStrictEqual(answer, known)
          await shows({ status: 'ended', stoppedReason: 'MasterPass' })
        }
        const { say } = await sessionAt(scene, {}, one.station)
        assert.partialDeepStrictEqual(await say('Started', 'Authorized', {}, { idToken: pass }), {
          idTokenInfo: { status: 'Blocked' },
        })
      },
    )

    for (const type of ['ISO15693', 'Central', 'KeyCode', 'Local', 'MacAddress', 'eMAID']) {
      certify(
        ['C01.FR.02', 'C02.FR.01', 'C04.FR.01', 'C05.FR.01'],
        version,
        `knows tokens of type ${type}`,
        async scene => {
          const station = await scene.boot()
          const idToken = { idToken: await scene.token({ type }), type }
          assert.deepEqual(await station.result('Authorize', { idToken }), { idTokenInfo: { status: 'Accepted' } })
        },
      )
    }

    certify(['C02.FR.02'], version, 'lets a button start a charge without a token', async scene => {
      const { say, shows } = await sessionAt(scene)
      const idToken = { idToken: '', type: 'NoAuthorization' }
      assert.deepEqual(await say('Started', 'CablePluggedIn', {}, { idToken }), { idTokenInfo: { status: 'Accepted' } })
      await shows({ status: 'active' })
    })

    certify(['C10.FR.08', 'C01.FR.03'], version, 'tells what a station may show the driver, and where', async scene => {
      const station = await scene.boot()
      const personalMessage = { format: 'UTF8', language: 'de', content: 'Hallo' }
      const idToken = {
        idToken: await scene.token({
          language1: 'de',
          language2: 'en',
          chargingPriority: 3,
          personalMessage,
          expiresAt: '2099-01-01T00:00:00.000Z',
          allowedStations: [{ stationId: station.id, evseIds: [1] }],
        }),
        type: iso,
      }
      assert.deepEqual(await station.result('Authorize', { idToken }), {
        idTokenInfo: {
          status: 'Accepted',
          cacheExpiryDateTime: '2099-01-01T00:00:00.000Z',
          evseId: [1],
          language1: 'de',
          language2: 'en',
          chargingPriority: 3,
          personalMessage,
        },
      })
    })

    certify(['C01.FR.11'], version, 'refuses a driver who charges elsewhere already', async scene => {
      const { idToken, shows } = await energyTransfer(scene, { concurrentTransactions: 1 })
      await shows({ status: 'active' })
      const elsewhere = await scene.boot()
      await until(
        async () => {
          const { idTokenInfo } = await elsewhere.result('Authorize', { idToken })
          return (idTokenInfo as Json).status === 'ConcurrentTx'
        },
        { what: 'authorization to know of the transaction', everyMs: 20 },
      )
    })

    certify(
      ['TC_C_50_CSMS', 'C07.FR.05', 'C07.FR.13', 'C07.FR.14'],
      version,
      'asks the responder of a contract certificate',
      async scene => {
        const station = await scene.boot()
        const { trust } = scene.platform
        const good = [{ ...trust.hashData('0a01'), responderURL: trust.url }]
        const authorize = async (status: string) =>
          station.result('Authorize', { idToken: await eMAID(scene, status), iso15118CertificateHashData: good })
        assert.deepEqual(await authorize('Accepted'), {
          idTokenInfo: { status: 'Accepted' },
          certificateStatus: 'Accepted',
        })
        assert.deepEqual(await authorize('Blocked'), {
          idTokenInfo: { status: 'Blocked' },
          certificateStatus: 'ContractCancelled',
        })
      },
    )

    certify(
      ['TC_C_51_CSMS', 'C07.FR.16', 'C07.FR.17'],
      version,
      'refuses a contract certificate that is revoked, and one that nobody vouches for',
      async scene => {
        const station = await scene.boot()
        const { trust } = scene.platform
        const authorize = async (serial: string, responderURL: string) =>
          station.result('Authorize', {
            idToken: await eMAID(scene),
            iso15118CertificateHashData: [{ ...trust.hashData(serial), responderURL }],
          })
        assert.deepEqual(await authorize('0aff', trust.url), {
          idTokenInfo: { status: 'Invalid' },
          certificateStatus: 'CertificateRevoked',
        })
        assert.deepEqual(await authorize('0a01', 'http://127.0.0.1:1/'), {
          idTokenInfo: { status: 'Invalid' },
          certificateStatus: 'CertChainError',
        })
        const chain = { idToken: await eMAID(scene), certificate: 'a chain without anything to ask with' }
        assert.partialDeepStrictEqual(await station.result('Authorize', chain), { certificateStatus: 'CertChainError' })
      },
    )
  }
})
