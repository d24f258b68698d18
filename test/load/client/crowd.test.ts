import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'
import { until } from '../../harness/until.ts'
import { addressedVendor } from './commanded.ts'
import { type Crowd, createCrowd } from './crowd.ts'
import { durationsOf } from './histogram.ts'

const count = 6
const passwords = randomBytes(20 * count)

/** A server that answers what stations say, and remembers who they were. */
describe('a crowd of stations', () => {
  let server: WebSocketServer
  let crowd: Crowd
  const sockets = new Map<string, WebSocket>()
  const seen: { name: string; action: string; authorization: string; address: string }[] = []
  let silent = false

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const name = request.url?.split('/').at(-1) ?? ''
    sockets.set(name, socket)
    socket.on('error', () => undefined)
    socket.on('message', text => {
      const [kind, id, action] = JSON.parse(String(text)) as [number, string, string]
      if (kind !== 2) return
      const { authorization = '' } = request.headers
      seen.push({ name, action, authorization, address: request.socket.remoteAddress ?? '' })
      const answers: Record<string, object> = {
        BootNotification: { status: 'Accepted', interval: 3600, currentTime: new Date().toISOString() },
        StartTransaction: { transactionId: 99, idTagInfo: { status: 'Accepted' } },
      }
      if (!silent) socket.send(JSON.stringify([3, id, answers[action] ?? {}]))
    })
  }

  before(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: ([first]) => first ?? false })
    await once(server, 'listening')
    server.on('connection', serve)
    const { port } = server.address() as AddressInfo
    crowd = createCrowd({
      ...{ first: 100, count, passwords, way: { host: '127.0.0.1', port } },
      backOff: { waitMinimumMs: 10, randomRangeMs: 20, repeatTimes: 2 },
      startMs: Date.parse('2026-11-25T10:00:00Z'),
      chargeLength: 12,
    })
  })
  after(() => {
    crowd.end()
    server.close()
  })

  const reach = (what: string, is: () => boolean) => until(async () => is(), { what })

  it('connects each with its own password and version, and boots', async () => {
    crowd.order({ do: 'connect', from: 0, to: count, perSecond: 1000 })
    await reach('all to be booted', () => crowd.tally.counts.booted === count)
    assert.equal(sockets.get('LOAD-000100')?.protocol, 'ocpp1.6')
    assert.equal(sockets.get('LOAD-000101')?.protocol, 'ocpp2.0.1')
    const own = seen.find(({ name }) => name === 'LOAD-000102')
    const credentials = Buffer.from(own?.authorization.slice('Basic '.length) ?? '', 'base64').toString()
    assert.equal(credentials, `LOAD-000102:${passwords.toString('hex', 40, 60)}`)
    assert.match(own?.address ?? '', /^127\.64\./)
    assert.deepEqual([...crowd.journal().boots], Array(count).fill(1))
    assert.equal(durationsOf(crowd.tally.boots).count, count)
  })

  it('speaks by its schedule, each station one message after the other', async () => {
    crowd.order({ do: 'speak', from: 0, to: count, perSecond: 200 })
    await reach('a charge of each', () => crowd.journal().said.every(said => said >= 12))
    crowd.order({ do: 'speak', from: 0, to: count, perSecond: 0 })
    await reach('quiet', () => crowd.tally.counts.out === 0)
    const { said } = crowd.journal()
    const spoken = said.reduce((sum, n) => sum + n, 0)
    assert.equal(durationsOf(crowd.tally.answers).count, spoken)
    assert.equal(seen.filter(({ action }) => action !== 'BootNotification').length, spoken)
    assert.ok(seen.some(({ name, action }) => name === 'LOAD-000100' && action === 'StopTransaction'))
    assert.ok(seen.some(({ name, action }) => name === 'LOAD-000101' && action === 'TransactionEvent'))
  })

  it('answers pings, and commands by who it is', async () => {
    const socket = sockets.get('LOAD-000103')
    const pong = once(socket ?? server, 'pong')
    socket?.ping()
    await pong
    const answer = once(socket ?? server, 'message')
    socket?.send(JSON.stringify([2, 'x', 'DataTransfer', { vendorId: addressedVendor, data: 'LOAD-000104' }]))
    const [text] = await answer
    assert.equal(String(text), '[3,"x",{"status":"Accepted","data":"LOAD-000103"}]')
    assert.deepEqual([crowd.tally.counts.commands, crowd.tally.counts.misdelivered], [1, 1])
  })

  it('comes back after a cut of ours, which is none of the unwanted ones, and after one of theirs, which is', async () => {
    crowd.order({ do: 'cut', from: 0, to: 2, how: 'reset' })
    await reach('the cut ones to boot again', () => crowd.tally.counts.boots === count + 2)
    assert.equal(crowd.tally.counts.unwantedCloses, 0)
    sockets.get('LOAD-000105')?.close(1012, 'restart')
    await reach('the one sent away to boot again', () => crowd.tally.counts.boots === count + 3)
    assert.equal(crowd.tally.counts.unwantedCloses, 1)
    assert.deepEqual(crowd.tally.closes, { 1012: 1 })
    assert.equal(crowd.tally.counts.booted, count)
  })

  it('says again, on its next connection, what nobody has answered', async () => {
    silent = true
    const before = crowd.journal().said[0] ?? 0
    crowd.order({ do: 'speak', from: 0, to: 1, perSecond: 200 })
    await reach('a message without an answer', () => crowd.tally.counts.out > 0)
    crowd.order({ do: 'speak', from: 0, to: 1, perSecond: 0 })
    silent = false
    crowd.order({ do: 'cut', from: 0, to: 1, how: 'reset' })
    await reach('it to boot again', () => crowd.journal().boots[0] === 3)
    assert.equal(crowd.journal().said[0], before)
    crowd.order({ do: 'speak', from: 0, to: 1, perSecond: 200 })
    await reach('its answer', () => (crowd.journal().said[0] ?? 0) > before)
    crowd.order({ do: 'speak', from: 0, to: 1, perSecond: 0 })
  })

  it('leaves for good when it is told to', async () => {
    crowd.order({ do: 'leave', from: 0, to: count })
    await reach('nobody to be left', () => crowd.tally.counts.open === 0)
    assert.equal(crowd.tally.counts.unwantedCloses, 1)
  })
})
