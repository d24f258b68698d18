// Byte for byte what kafkajs itself writes: its encoder is the reference.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { crc32c } from './crc32c.ts'
import { encodeProduce, type ProduceRequest } from './produce-request.ts'
import type { BatchRecord } from './record-batch.ts'

const require = createRequire(import.meta.url)
type Encode = (request: ProduceRequest) => { encode(): Promise<{ buffer: Buffer }> }
const kafkajs: Encode = require('kafkajs/src/protocol/requests/produce/v3/request.js')
const slowCrc: (bytes: Buffer) => number = require('kafkajs/src/protocol/recordBatch/crc32C/index.js')
const Long: { fromValue(value: string): { value: bigint } } = require('kafkajs/src/utils/long.js')

const timestamp = String(Date.UTC(2026, 10, 23))

function requestOf(messages: BatchRecord[][], more: Partial<ProduceRequest> = {}): ProduceRequest {
  const partitions = messages.map((list, partition) => ({ partition, firstSequence: partition * 1000, messages: list }))
  return {
    acks: -1,
    timeout: 30_000,
    transactionalId: null,
    producerId: Long.fromValue('4711'),
    producerEpoch: 3,
    compression: 0,
    topicData: [{ topic: 'ocpp.transactions', partitions }],
    ...more,
  }
}

async function sameAsKafkajs(request: ProduceRequest): Promise<void> {
  const expected = (await kafkajs(request).encode()).buffer
  assert.equal(encodeProduce(request).toString('hex'), expected.toString('hex'))
}

describe('encodeProduce', () => {
  it('writes a record with headers', () =>
    sameAsKafkajs(
      requestOf([
        [{ key: 'default/CP-1', value: Buffer.from('value'), headers: { ce_id: 'a', ce_type: 'b' }, timestamp }],
      ]),
    ))

  it('writes null keys and values, empty ones, text beyond ASCII and repeated headers', () =>
    sameAsKafkajs(
      requestOf([
        [
          { key: null, value: Buffer.alloc(0), headers: {}, timestamp },
          { key: Buffer.from('k'), value: null, timestamp },
          { key: '', value: 'zähler ⚡', headers: { 'ä⚡': ['1', Buffer.from([0, 255])], leer: '' }, timestamp },
        ],
      ]),
    ))

  it('writes several topics and partitions, and records of different times', () => {
    const later = String(Number(timestamp) + 100_000)
    const one = requestOf([
      [{ value: 'a', timestamp }],
      [
        { value: 'b', timestamp },
        { value: 'c', timestamp: later },
      ],
    ])
    const other = {
      topic: 'ocpp.stations',
      partitions: [{ partition: 7, firstSequence: 5, messages: [{ value: 'd', timestamp }] }],
    }
    return sameAsKafkajs({ ...one, topicData: [...one.topicData, other] })
  })

  it('writes lengths at every border of a variable-length integer', async () => {
    for (const length of [0, 1, 62, 63, 64, 127, 128, 8190, 8191, 8192, 8193, 70_000, 1_048_575, 1_048_577]) {
      await sameAsKafkajs(requestOf([[{ key: 'k', value: Buffer.alloc(length, 1), timestamp }]]))
    }
  })

  it('writes names, values and keys of every length, ASCII or not', async () => {
    for (const length of [1, 63, 64, 127, 128, 199, 200, 201, 300]) {
      const text = 'x'.repeat(length)
      const messages = [text, `${text.slice(1)}ä`].map(key => ({ key, value: key, headers: { [key]: key }, timestamp }))
      await sameAsKafkajs(requestOf([messages]))
    }
  })

  it('writes what a producer without an id sends', () =>
    sameAsKafkajs(requestOf([[{ value: 'a', timestamp }]], { producerId: undefined })))

  it('writes a thousand random records', async () => {
    const some = (max: number) => randomBytes(Math.floor(Math.random() * max))
    const records = Array.from({ length: 1000 }, () => ({
      key: some(40).toString('latin1'),
      value: some(3000),
      headers: { [some(10).toString('hex')]: some(200), fixed: some(100).toString('utf8') },
      timestamp: String(Number(timestamp) + Math.floor(Math.random() * 1000)),
    }))
    await sameAsKafkajs(requestOf([records.slice(0, 400), records.slice(400, 401), records.slice(401)]))
  })
})

describe('crc32c', () => {
  it('gives the check value of the standard', () => {
    assert.equal(crc32c(Buffer.from('123456789'), 0, 9), 0xe3069283)
  })

  it('agrees with kafkajs on every length and place', () => {
    const bytes = randomBytes(300)
    for (let start = 0; start < 20; start++) {
      for (let end = start; end < bytes.length; end++) {
        assert.equal(crc32c(bytes, start, end), slowCrc(bytes.subarray(start, end)), `${start} to ${end}`)
      }
    }
  })
})
