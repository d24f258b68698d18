// Teaches kafkajs to write its Produce requests faster: the same bytes, in one pass. kafkajs looks its requests up by path when it sends
// one; for the newest version that it knows, it finds ours.
import { createRequire } from 'node:module'
import { type BatchRecord, ProtocolWriter, writeBatch } from './record-batch.ts'

/** What kafkajs gives to a Produce request. */
export interface ProduceRequest {
  acks: number
  timeout: number
  transactionalId?: string | null
  /** kafkajs' own 64-bit integer: `value` is a bigint. A plain number while there is none. */
  producerId?: { value: bigint } | number | bigint | string
  producerEpoch?: number
  compression?: number
  topicData: {
    topic: string
    partitions: { partition: number; firstSequence?: number; messages: BatchRecord[] }[]
  }[]
}

const overheadBytes = 512
const produceKey = 0

function sizeOf({ topicData }: ProduceRequest): number {
  let size = overheadBytes
  for (const { partitions } of topicData) {
    for (const { messages } of partitions) {
      for (const { value } of messages) size += (value?.length ?? 0) + overheadBytes
    }
  }
  return size
}

function bigintOf(id: ProduceRequest['producerId']): bigint {
  if (id === undefined) return -1n
  return typeof id === 'object' ? id.value : BigInt(id)
}

/** The body of a Produce request, versions 3 to 7. */
export function encodeProduce(request: ProduceRequest): Buffer {
  const { acks, timeout, transactionalId = null, producerEpoch = 0, topicData } = request
  const producerId = bigintOf(request.producerId)
  const writer = new ProtocolWriter(sizeOf(request))
  writer.string(transactionalId)
  writer.int16(acks)
  writer.int32(timeout)
  writer.int32(topicData.length)
  for (const { topic, partitions } of topicData) {
    writer.string(topic)
    writer.int32(partitions.length)
    for (const { partition, firstSequence = 0, messages } of partitions) {
      writer.int32(Number(partition))
      const sizeAt = writer.reserve(4)
      writeBatch(writer, messages, { producerId, producerEpoch, firstSequence })
      writer.bytes.writeInt32BE(writer.length - sizeAt - 4, sizeAt)
    }
  }
  return writer.bytes.subarray(0, writer.length)
}

/** The only release whose inside this was written for and tested against. */
const knownRelease = '2.2.4'
const requestPath = 'kafkajs/src/protocol/requests/produce/v7/request.js'
const require = createRequire(import.meta.url)

type Factory = (request: ProduceRequest) => object

let installed = false

/**
 * Puts the fast encoder in place, once per process. Leaves kafkajs alone when it is another release than the one known, and sends what
 * is compressed or transactional, which nothing here does, by kafkajs' own encoder.
 */
export function installFastProduce(): void {
  if (installed) return
  installed = true
  const release: { version?: string } = require('kafkajs/package.json')
  if (release.version !== knownRelease) return
  const own: Factory = require(requestPath)
  const loaded = require.cache[require.resolve(requestPath)]
  if (loaded === undefined) return
  const fast: Factory = request => {
    if (request.compression || request.transactionalId) return own(request)
    return {
      apiKey: produceKey,
      apiVersion: 7,
      apiName: 'Produce',
      expectResponse: () => request.acks !== 0,
      encode: async () => {
        const bytes = encodeProduce(request)
        // All that kafkajs asks of an encoder it is to copy from.
        return { buf: bytes, buffer: bytes }
      },
    }
  }
  loaded.exports = fast
}
