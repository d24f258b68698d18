import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import kafkajs from 'kafkajs'
import { cachedHash, murmur2 } from './murmur2.ts'

/** Partition by kafkajs' default partitioner, which is the Java client's. */
function reference(key: Buffer, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }))
  return kafkajs.Partitioners.DefaultPartitioner()({ topic: 't', partitionMetadata, message: { key, value: null } })
}

describe('murmur2', () => {
  it('gives the vectors of the Java client', () => {
    // org.apache.kafka.common.utils.UtilsTest, with the sign bit cleared.
    const vectors = { '21': -973932308, foobar: -790332482, 'a-little-bit-long-string': -985981536, abc: 479470107 }
    for (const [key, hash] of Object.entries(vectors)) assert.equal(murmur2(Buffer.from(key)), hash & 0x7fffffff, key)
  })

  it('puts every key where the default partitioner puts it', () => {
    for (let length = 1; length < 40; length++) {
      for (const partitions of [1, 3, 12]) {
        const key = randomBytes(length)
        assert.equal(murmur2(key) % partitions, reference(key, partitions), key.toString('hex'))
      }
    }
  })
})

describe('cachedHash', () => {
  it('gives the same with a full cache, an empty one and none', () => {
    const hashOf = cachedHash(3)
    const keys = ['a/1', 'a/2', 'ä/3', 'a/4', 'a/5']
    for (let round = 0; round < 3; round++) {
      for (const key of keys) assert.equal(hashOf(key), murmur2(Buffer.from(key)))
    }
  })
})
