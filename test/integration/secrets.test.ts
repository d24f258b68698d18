// Passwords, keys and raw id tokens that went through the platform are looked for in everything that it wrote.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { everythingSaid } from '../harness/everything-said.ts'
import { answerTo, handshakeText } from '../harness/handshake.ts'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { connectWireStation, type Json, type WireStation } from '../harness/wire-station.ts'
import { putToken } from '../harness/world.ts'

/** Told apart from everything else by chance, and looked for as it is, as the bytes its digits stand for, in Base64, and encoded for a URL. */
const canary = () => randomBytes(10).toString('hex')
const formsOf = (secret: string) => [
  secret,
  Buffer.from(secret, 'hex').toString('latin1'),
  Buffer.from(secret).toString('base64').slice(1, -4),
]

describe('secrets', () => {
  let platform: SharedPlatform
  before(async () => {
    platform = await sharedPlatform()
  })

  async function station(id: string, password: string, version: '1.6' | '2.0.1'): Promise<WireStation> {
    await platform.api.send('POST', '/v1/stations', { stationId: id, name: id, password })
    const connected = await connectWireStation({ url: platform.edges[0]?.url ?? '', id, password, version })
    await connected.result(
      'BootNotification',
      version === '1.6'
        ? { chargePointVendor: 'Canary', chargePointModel: 'C' }
        : { reason: 'PowerUp', chargingStation: { vendorName: 'Canary', model: 'C' } },
    )
    return connected
  }

  /** Sends a command by the API and answers it as the station. */
  async function tell(to: WireStation, path: string, body: Json, action: string, answer: (asked: Json) => Json) {
    const told = platform.api.raw('POST', path, body)
    const asked = await to.expect(action)
    asked.answer(answer(asked.payload))
    return { asked: asked.payload, answer: await told }
  }

  it('promise 12: are in no log, span, topic, table or error', { timeout: 180_000 }, async () => {
    const [chosen, wrong, newPassword, key, idTag] = [canary(), canary(), canary(), canary(), canary()]
    await putToken(platform.api, idTag)

    const old = await station('CANARY-16', chosen, '1.6')
    const port = Number(new URL(platform.edges[0]?.url ?? '').port)
    const guess = `Authorization: Basic ${Buffer.from(`CANARY-16:${wrong}`).toString('base64')}`
    assert.equal(await answerTo(port, handshakeText('/ocpp/CANARY-16', [guess])), '401')
    const changed = await tell(
      old,
      '/v1/stations/CANARY-16/commands/ChangeConfiguration',
      { key: 'AuthorizationKey', value: key },
      'ChangeConfiguration',
      () => ({ status: 'Rejected' }),
    )
    assert.equal(changed.asked.value, key)
    assert.equal((await old.result('Authorize', { idTag })).idTagInfo !== undefined, true)
    const start = { connectorId: 1, idTag, meterStart: 0, timestamp: new Date().toISOString() }
    const { transactionId } = await old.result('StartTransaction', start)
    await old.result('StopTransaction', { transactionId, idTag, meterStop: 10, timestamp: new Date().toISOString() })
    const started = await tell(
      old,
      '/v1/stations/CANARY-16/commands/RemoteStartTransaction',
      { idTag, connectorId: 1 },
      'RemoteStartTransaction',
      () => ({ status: 'Rejected' }),
    )
    assert.equal(started.asked.idTag, idTag)

    const young = await station('CANARY-201', chosen, '2.0.1')
    const set = await tell(
      young,
      '/v1/stations/CANARY-201/commands/SetVariables',
      { setVariableData: [variable(key)] },
      'SetVariables',
      () => ({ setVariableResult: [{ attributeStatus: 'Rejected', ...named }] }),
    )
    assert.equal(JSON.stringify(set.asked).includes(key), true)
    const rotated = platform.api.raw('POST', '/v1/stations/CANARY-201/password?deliver=true', { password: newPassword })
    const asked = await young.expect('SetVariables')
    asked.answer({ setVariableResult: [{ attributeStatus: 'Accepted', ...named }] })
    assert.equal((await rotated).status < 300, true)
    // Broken, so that what is said about it may not repeat it.
    await young.call('Authorize', { idToken: { idToken: idTag, type: 'NoSuchType' } })
    await Promise.all([old.close(), young.close()])

    const said = await everythingSaid(platform)
    for (const where of ['spans', 'ocpp.commands', 'ocpp.transactions', 'log of edge 0', 'log of stations'])
      assert.ok(
        said.some(one => one.where === where),
        `nothing was read of ${where}`,
      )
    const found = [chosen, wrong, newPassword, key, idTag].flatMap((secret, index) =>
      said
        .filter(({ text }) => formsOf(secret).some(form => text.includes(form)))
        .filter(({ where }) => !(secret === idTag && isHome(where)))
        .map(({ where, text }) => `secret ${index} in ${where}: ${text.slice(0, 300)}`),
    )
    assert.deepEqual(found, [])
    assert.ok(
      said.some(({ where, text }) => isHome(where) && text.includes(idTag)),
      'the search finds nothing at all',
    )
  })
})

/** The only place that may know a raw id token. */
const isHome = (where: string) => where === 'table "authorization".id_tokens'

const named = { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } }
const variable = (attributeValue: string) => ({ attributeValue, ...named })
