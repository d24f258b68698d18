// Bad input at the doors of the running platform: a clear error, nothing lost, nobody else touched.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { Kafka, logLevel } from 'kafkajs'
import WebSocket from 'ws'
import { type SharedPlatform, sharedPlatform } from '../harness/shared-platform.ts'
import { until } from '../harness/until.ts'
import { putToken, registerStation } from '../harness/world.ts'

describe('bad input', () => {
  let platform: SharedPlatform
  let password: string
  before(async () => {
    platform = await sharedPlatform()
    password = await registerStation(platform.api, 'BAD-1')
    await putToken(platform.api, 'GOOD')
  })

  function open(station: string, secret: string, protocol = 'ocpp1.6'): WebSocket {
    const headers = { Authorization: `Basic ${Buffer.from(`${station}:${secret}`).toString('base64')}` }
    return new WebSocket(`${platform.edges[0]?.url}/${station}`, protocol, { headers })
  }
  const opened = (ws: WebSocket): Promise<void> =>
    new Promise((resolve, reject) => {
      ws.once('open', () => resolve())
      ws.once('error', reject)
    })
  const nextFrame = (ws: WebSocket): Promise<unknown[]> =>
    new Promise(resolve => ws.once('message', data => resolve(JSON.parse(data.toString()))))
  const refusal = (ws: WebSocket): Promise<string> =>
    new Promise(resolve => {
      ws.once('error', error => resolve(error.message))
      ws.once('open', () => resolve('opened'))
    })

  it('refuses unknown stations and wrong passwords alike', async () => {
    const unknown = await refusal(open('NOBODY', 'x'.repeat(20)))
    const wrong = await refusal(open('BAD-1', 'x'.repeat(20)))
    assert.match(wrong, /401/)
    assert.equal(unknown, wrong)
  })

  it('answers frames by the book and keeps the socket', async () => {
    const ws = open('BAD-1', password)
    await opened(ws)
    const ask = async (frame: string): Promise<unknown[]> => {
      const answer = nextFrame(ws)
      ws.send(frame)
      return answer
    }
    assert.deepEqual((await ask('[2,"0","Authorize",{"idTag":"GOOD"}]')).slice(0, 3), [4, '0', 'SecurityError'])
    assert.equal((await ask('[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'))[0], 3)
    assert.deepEqual((await ask('[2,"2","MakeCoffee",{}]')).slice(0, 3), [4, '2', 'NotImplemented'])
    assert.deepEqual((await ask('[2,"3","Authorize",{}]')).slice(0, 3), [4, '3', 'OccurenceConstraintViolation'])
    assert.deepEqual((await ask('[2,"4","Authorize",{"idTag":[]}]')).slice(0, 3), [4, '4', 'TypeConstraintViolation'])
    assert.deepEqual((await ask('{"not":"an array"')).slice(0, 3), [4, '-1', 'FormationViolation'])
    assert.equal((await ask('[2,"5","Heartbeat",{}]'))[0], 3)
    ws.close()
  })

  it('names every faulty field of an API request', async () => {
    const answer = await platform.api.raw('PUT', '/v1/tariffs/T', { currency: 'EURO', elements: 'none', surprise: 1 })
    assert.equal(answer.status, 400)
    const text = JSON.stringify(answer.body)
    for (const field of ['currency', 'elements', 'surprise']) assert.match(text, new RegExp(field))
  })

  it('moves a poisonous Kafka record to the dead-letter topic and goes on', async () => {
    const kafka = new Kafka({ brokers: platform.kafkaBrokers.split(','), logLevel: logLevel.NOTHING })
    const topic = `${platform.topicPrefix}ocpp.transactions`
    const producer = kafka.producer()
    const consumer = kafka.consumer({ groupId: `${platform.topicPrefix}dead-watch` })
    const dead: string[] = []
    try {
      await consumer.connect()
      await consumer.subscribe({ topic: `${topic}.dead`, fromBeginning: true })
      await consumer.run({ eachMessage: async ({ message }) => void dead.push(message.value?.toString('hex') ?? '') })
      await producer.connect()
      const poison = Buffer.from('ffffffffff', 'hex')
      const headers = {
        ce_type: 'chargeplane.ocpp.v1.TransactionEvent',
        ce_id: 'poison',
        ce_source: 'test',
        ce_specversion: '1.0',
      }
      await producer.send({ topic, messages: [{ key: 'default/BAD-1', value: poison, headers }] })
      await until(() => dead.includes('ffffffffff'), { what: 'the record on the dead-letter topic', withinMs: 30_000 })
    } finally {
      await consumer.disconnect()
      await producer.disconnect()
    }

    const ws = open('BAD-1', password)
    await opened(ws)
    const answer = nextFrame(ws)
    const start = { connectorId: 1, idTag: 'GOOD', meterStart: 0, timestamp: new Date().toISOString() }
    ws.send(JSON.stringify([2, '9', 'StartTransaction', start]))
    assert.equal((await answer)[0], 3)
    ws.close()
    await until(async () => (await platform.api.all('/v1/transactions?station=BAD-1')).length === 1, {
      what: 'the transaction behind the poison',
    })
  })
})
