// Every message of every version, both ways, with a client of other people's making that checks each frame against the official schemas.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { actionsFrom, findAction, type OcppVersion } from '@chargeplane/ocpp'
import type { RPCClient } from 'ocpp-rpc'
import { examplePayload } from '../harness/example-payload.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { foreignStation, putToken, registerStation } from '../harness/world.ts'
import { acceptedToken, commandPayload } from './every-message-payloads.ts'

const subprotocols = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1', '2.1': 'ocpp2.1' } as const
const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1']

for (const version of versions) {
  describe(`every message of ${version} by a foreign client`, () => {
    const id = `EVERY-${version.replaceAll('.', '')}`
    let platform: SharedPlatform
    let station: RPCClient
    const received = new Map<string, Record<string, unknown>>()

    before(async () => {
      platform = await sharedPlatform()
      await putToken(platform.api, acceptedToken)
      const password = await registerStation(platform.api, id)
      station = foreignStation(platform.edges[0]?.url ?? '', id, password, subprotocols[version])
      for (const action of actionsFrom(version, 'csms')) {
        station.handle(action, ({ params }) => {
          received.set(action, params)
          return examplePayload(version, action, 'response')
        })
      }
      await station.connect()
      const boot = await station.call('BootNotification', examplePayload(version, 'BootNotification', 'request'))
      assert.equal(boot.status, 'Accepted')
    })
    after(() => station?.close())

    const calls = actionsFrom(version, 'station').filter(
      action => findAction(version, action, 'station')?.kind !== 'SEND',
    )
    for (const action of calls) {
      it(`answers ${action}`, async () => {
        // The client is strict: an answer that does not fit the official schema rejects.
        const answer = await station.call(action, examplePayload(version, action, 'request'))
        assert.equal(typeof answer, 'object')
      })
    }

    for (const action of actionsFrom(version, 'csms')) {
      it(`sends ${action} and hands back its answer`, async () => {
        const payload = commandPayload(version, action)
        const { status, body } = await platform.api.patiently('POST', `/v1/stations/${id}/commands/${action}`, payload)
        assert.equal(status, 200, JSON.stringify(body))
        assert.deepEqual(received.get(action), payload)
        const { response } = body as { response: unknown }
        assert.deepEqual(response, examplePayload(version, action, 'response'))
      })
    }
  })
}
