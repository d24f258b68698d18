// Functional block O, display messages: set, listed and cleared on a station.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { until } from '../harness/until.ts'
import type { Json, WireStation } from '../harness/wire-station.ts'
import { certify, type Scene } from './certify.ts'
import { confirmed, told } from './told.ts'

const hello = { id: 1, priority: 'NormalCycle', message: { format: 'UTF8', language: 'en', content: 'Hello' } }
const [starts, ends] = ['2031-01-01T00:00:00Z', '2031-02-01T00:00:00Z']

async function ask(scene: Scene, station: WireStation, action: string, payload: Json, answer: Json): Promise<void> {
  const { request, response } = await scene.exchange(station, action, payload, answer)
  assert.deepEqual(request, payload)
  assert.deepEqual([response.status, response.body.response], [200, answer])
}

const set = (scene: Scene, station: WireStation, more: Json = {}, status = 'Accepted') =>
  ask(scene, station, 'SetDisplayMessage', { message: { ...hello, ...more } }, { status })

const shows = (scene: Scene, station: WireStation, ...items: Json[]) =>
  told(scene, station, 'display-messages', { items })

const showsNone = (scene: Scene, station: WireStation) =>
  until(async () => (await scene.api.all(`/v1/stations/${station.id}/display-messages`)).length === 0, {
    what: `${station.id} to have no messages`,
  })

/** A message that the station does not take is not shown. */
async function refused(scene: Scene, more: Json, status: string): Promise<void> {
  const station = await scene.boot()
  await set(scene, station, { id: 9 })
  await set(scene, station, more, status)
  await shows(scene, station, { messageId: 9 })
  assert.equal((await scene.api.all(`/v1/stations/${station.id}/display-messages`)).length, 1)
}

/** Asks for messages, and has the station list one. */
async function listed(scene: Scene, criteria: Json): Promise<void> {
  const station = await scene.boot()
  await ask(scene, station, 'GetDisplayMessages', { requestId: 5, ...criteria }, { status: 'Accepted' })
  const messageInfo = [{ ...hello, id: 7, priority: 'InFront', state: 'Charging' }]
  await confirmed(station, 'NotifyDisplayMessages', { requestId: 5, messageInfo })
  await shows(scene, station, { messageId: 7, priority: 'InFront', state: 'Charging', texts: [{ content: 'Hello' }] })
}

async function charging(scene: Scene): Promise<{ station: WireStation; transactionId: string }> {
  const station = await scene.boot()
  const transactionId = `tx-${station.id}`
  await station.result('TransactionEvent', {
    eventType: 'Started',
    timestamp: '2026-03-01T10:00:00Z',
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: await scene.token(), type: 'ISO14443' },
  })
  return { station, transactionId }
}

describe('O messages that are set', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_O_01_CSMS', 'O01.FR.04'], version, 'for everybody', async scene => {
      const station = await scene.boot()
      await set(scene, station, { state: 'Idle' })
      const texts = [{ format: 'UTF8', language: 'en', content: 'Hello' }]
      await shows(scene, station, { messageId: 1, priority: 'NormalCycle', state: 'Idle', texts })
    })

    certify(['TC_O_25_CSMS'], version, 'for a state of the station', async scene => {
      const station = await scene.boot()
      await set(scene, station, { state: 'Faulted' })
      await shows(scene, station, { messageId: 1, state: 'Faulted' })
    })

    certify(['TC_O_13_CSMS', 'O01.FR.06'], version, 'from some time on', async scene => {
      const station = await scene.boot()
      await set(scene, station, { startDateTime: starts })
      await shows(scene, station, { messageId: 1, startsAt: '2031-01-01T00:00:00.000Z' })
    })

    certify(['TC_O_14_CSMS', 'O01.FR.07'], version, 'until some time', async scene => {
      const station = await scene.boot()
      await set(scene, station, { endDateTime: ends })
      await shows(scene, station, { messageId: 1, endsAt: '2031-02-01T00:00:00.000Z' })
    })

    certify(['TC_O_12_CSMS', 'O06.FR.01'], version, 'in place of another', async scene => {
      const station = await scene.boot()
      await set(scene, station)
      await set(scene, station, { priority: 'InFront', message: { format: 'UTF8', content: 'Bye' } })
      await shows(scene, station, { messageId: 1, priority: 'InFront', texts: [{ content: 'Bye' }] })
    })

    certify(['TC_O_17_CSMS', 'O01.FR.01'], version, 'with a priority that the station has not', scene =>
      refused(scene, { priority: 'AlwaysFront' }, 'NotSupportedPriority'),
    )

    certify(['TC_O_18_CSMS', 'O01.FR.02'], version, 'for a state that the station has not', scene =>
      refused(scene, { state: 'Unavailable' }, 'NotSupportedState'),
    )

    certify(['TC_O_19_CSMS', 'O01.FR.03'], version, 'in a format that the station has not', scene =>
      refused(scene, { message: { format: 'HTML', content: '<p>Hello</p>' } }, 'NotSupportedMessageFormat'),
    )

    certify(['TC_O_26_CSMS', 'O01.FR.11'], version, 'where the station has no room', scene =>
      refused(scene, {}, 'Rejected'),
    )

    certify(['TC_O_06_CSMS'], version, 'for a transaction', async scene => {
      const { station, transactionId } = await charging(scene)
      await set(scene, station, { transactionId })
      await shows(scene, station, { messageId: 1, transactionId })
    })

    certify(['TC_O_10_CSMS', 'O02.FR.01'], version, 'for a transaction that the station has not', scene =>
      refused(scene, { transactionId: 'none' }, 'UnknownTransaction'),
    )

    certify(['TC_O_27_CSMS', 'O02.FR.06'], version, 'for a transaction, from some time on', async scene => {
      const { station, transactionId } = await charging(scene)
      await set(scene, station, { transactionId, startDateTime: starts })
      await shows(scene, station, { transactionId, startsAt: '2031-01-01T00:00:00.000Z' })
    })

    certify(['TC_O_28_CSMS', 'O02.FR.07'], version, 'for a transaction, until some time', async scene => {
      const { station, transactionId } = await charging(scene)
      await set(scene, station, { transactionId, state: 'Charging', endDateTime: ends })
      await shows(scene, station, { transactionId, state: 'Charging', endsAt: '2031-02-01T00:00:00.000Z' })
    })
  }

  certify(['TC_O_100_CSMS', 'O01.FR.18'], '2.1', 'in a language that the station has not', scene =>
    refused(scene, { message: { format: 'UTF8', language: 'tlh', content: 'nuqneH' } }, 'LanguageNotSupported'),
  )

  certify(['TC_O_101_CSMS', 'O01.FR.08'], '2.1', 'in the languages of drivers', async scene => {
    const station = await scene.boot()
    const messageExtra = [
      { format: 'UTF8', language: 'nl', content: 'Hallo' },
      { format: 'UTF8', language: 'fr', content: 'Bonjour' },
    ]
    await set(scene, station, { messageExtra })
    const texts = ['Hello', 'Hallo', 'Bonjour'].map(content => ({ content }))
    await shows(scene, station, { messageId: 1, texts })
  })
})

describe('O messages that are listed and cleared', { concurrency: 8 }, () => {
  for (const version of ['2.0.1', '2.1'] as const) {
    certify(['TC_O_02_CSMS', 'O03.FR.02'], version, 'all of them', scene => listed(scene, {}))

    certify(['TC_O_07_CSMS', 'O04.FR.03'], version, 'by their ids', scene => listed(scene, { id: [7] }))

    certify(['TC_O_08_CSMS'], version, 'by their priority', scene => listed(scene, { priority: 'InFront' }))

    certify(['TC_O_09_CSMS'], version, 'by their state', scene => listed(scene, { state: 'Charging' }))

    certify(['O03.FR.04', 'O03.FR.05'], version, 'in several parts', async scene => {
      const station = await scene.boot()
      await ask(scene, station, 'GetDisplayMessages', { requestId: 6 }, { status: 'Accepted' })
      const part = (id: number, tbc: boolean) => ({ requestId: 6, tbc, messageInfo: [{ ...hello, id }] })
      await confirmed(station, 'NotifyDisplayMessages', part(1, true), part(2, false))
      await shows(scene, station, { messageId: 1 }, { messageId: 2 })
    })

    certify(['TC_O_03_CSMS', 'O03.FR.06'], version, 'when there are none', async scene => {
      const station = await scene.boot()
      await set(scene, station)
      await shows(scene, station, { messageId: 1 })
      await ask(scene, station, 'GetDisplayMessages', { requestId: 7 }, { status: 'Unknown' })
      await showsNone(scene, station)
    })

    certify(['TC_O_11_CSMS', 'O04.FR.02'], version, 'when there are none like that', async scene => {
      const station = await scene.boot()
      await set(scene, station)
      await ask(scene, station, 'GetDisplayMessages', { requestId: 8, id: [99] }, { status: 'Unknown' })
      await shows(scene, station, { messageId: 1 })
    })

    certify(['TC_O_04_CSMS', 'O05.FR.01'], version, 'one by one', async scene => {
      const station = await scene.boot()
      await set(scene, station)
      await shows(scene, station, { messageId: 1 })
      await ask(scene, station, 'ClearDisplayMessage', { id: 1 }, { status: 'Accepted' })
      await showsNone(scene, station)
    })

    certify(['TC_O_05_CSMS', 'O05.FR.02'], version, 'though they are not there', async scene => {
      await ask(scene, await scene.boot(), 'ClearDisplayMessage', { id: 99 }, { status: 'Unknown' })
    })
  }
})
