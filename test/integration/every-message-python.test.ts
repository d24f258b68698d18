// Every message of every version, both ways, judged by PyPI `ocpp` of the Mobility House.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { actionsFrom, findAction, type OcppVersion } from '@chargeplane/ocpp'
import { examplePayload } from '../harness/example-payload.ts'
import { type PythonStation, startPythonStation, type Told } from '../harness/python-station.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { putToken, registerStation } from '../harness/world.ts'
import { acceptedToken, commandPayload } from './every-message-payloads.ts'

const versions: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1']

for (const version of versions) {
  describe(`every message of ${version} by PyPI ocpp`, () => {
    const id = `PYTHON-${version.replaceAll('.', '')}`
    const isCall = (action: string) => findAction(version, action, 'station')?.kind !== 'SEND'
    const others = actionsFrom(version, 'station').filter(action => isCall(action) && action !== 'BootNotification')
    const commands = actionsFrom(version, 'csms')
    let platform: SharedPlatform
    let station: PythonStation

    before(async () => {
      platform = await sharedPlatform()
      await putToken(platform.api, acceptedToken)
      station = await startPythonStation({
        url: platform.edges[1]?.url ?? '',
        id,
        password: await registerStation(platform.api, id),
        version,
        calls: ['BootNotification', ...others].map(action => [action, examplePayload(version, action, 'request')]),
        answers: Object.fromEntries(commands.map(action => [action, examplePayload(version, action, 'response')])),
      })
    })
    after(() => station?.stop())

    const saidOf = (pick: (told: Told) => boolean): Told =>
      station.told.findLast(pick) ?? assert.fail('it says nothing')

    for (const action of ['BootNotification', ...others]) {
      it(`takes our answer to ${action}`, () => {
        assert.equal(saidOf(({ answered }) => answered === action).fault, undefined)
      })
    }

    for (const action of commands) {
      it(`takes our ${action}`, async () => {
        const payload = commandPayload(version, action)
        const { status, body } = await platform.api.patiently('POST', `/v1/stations/${id}/commands/${action}`, payload)
        assert.equal(status, 200, JSON.stringify(body))
        const { fault, payload: received } = saidOf(({ asked }) => asked === action)
        assert.equal(fault, undefined)
        assert.deepEqual(received, payload)
      })
    }
  })
}
