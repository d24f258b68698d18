// Whether everything that stations were answered is in the topics.
import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import type { Platform } from '../../harness/platform.ts'
import { numberOf } from '../client/speech.ts'
import { isDurable } from '../client/talk.ts'
import type { Scene } from './scene.ts'

export interface Lost {
  /** Messages and boots that were answered. */
  answered: number
  /** Of these, those that no topic has. */
  missing: number
  /** A few of them, for whoever looks into it. */
  examples: string[]
  /** Records that repeat a message: it was sent again, unanswered. */
  repeated: number
  records: number
}

const topics = ['ocpp.transactions', 'ocpp.stations'] as const
const shown = 5
const idleMs = 20_000

/** Holds what every station of the fleet was answered against what the topics have. */
export async function checkTopics({ platform, pool, startMs, chargeLength }: Scene): Promise<Lost> {
  const journal = await pool.journal()
  const seen = Array.from(journal.said, said => new Uint8Array(said + 1))
  const boots = new Uint32Array(journal.boots.length)
  const lost: Lost = { answered: 0, missing: 0, examples: [], repeated: 0, records: 0 }
  await readTopics(platform, (station, value) => {
    lost.records += 1
    if (value.includes('BootNotification')) boots[station] = (boots[station] ?? 0) + 1
    const n = numberOf(value, startMs)
    const own = seen[station]
    if (n === undefined || own === undefined || n >= own.length) return
    if (own[n] === 1) lost.repeated += 1
    own[n] = 1
  })
  const miss = (what: string) => {
    lost.missing += 1
    if (lost.examples.length < shown) lost.examples.push(what)
  }
  for (let station = 0; station < seen.length; station++) {
    for (let n = 0; n < (journal.said[station] ?? 0); n++) {
      if (!isDurable(n, chargeLength)) continue
      lost.answered += 1
      if (seen[station]?.[n] !== 1) miss(`message ${n} of station ${station}`)
    }
    const answered = journal.boots[station] ?? 0
    lost.answered += answered
    for (let i = boots[station] ?? 0; i < answered; i++) miss(`a boot of station ${station}`)
  }
  return lost
}

/** Every record that is there now, with the number of its station. */
async function readTopics(
  { kafkaBrokers, topicPrefix }: Platform,
  onRecord: (station: number, value: string) => void,
): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: kafkaBrokers.split(','), logLevel: kafkajs.logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  const left = new Map<string, bigint>()
  for (const topic of topics.map(name => topicPrefix + name))
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      if (BigInt(high) > BigInt(low)) left.set(`${topic}/${partition}`, BigInt(high) - 1n)
  await admin.disconnect()
  if (left.size === 0) return
  const consumer = kafka.consumer({ groupId: `${topicPrefix}check-${randomUUID()}`, maxBytesPerPartition: 4 << 20 })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: topics.map(name => topicPrefix + name), fromBeginning: true })
    let heardMs = performance.now()
    const done = new Promise<void>((resolve, reject) => {
      const watch = setInterval(() => {
        if (left.size > 0 && performance.now() - heardMs < idleMs) return
        clearInterval(watch)
        if (left.size === 0) resolve()
        else reject(new Error(`Kafka stopped telling what is in ${[...left.keys()].join(', ')}`))
      }, 200)
      const eachBatch = async ({ batch: { topic, partition, messages } }: kafkajs.EachBatchPayload) => {
        heardMs = performance.now()
        for (const { key, value } of messages) {
          const station = Number(/LOAD-(\d+)$/.exec(key?.toString() ?? '')?.[1])
          if (value !== null && Number.isInteger(station)) onRecord(station, value.toString('latin1'))
        }
        const last = BigInt(messages.at(-1)?.offset ?? -1)
        if (last >= (left.get(`${topic}/${partition}`) ?? 0n)) left.delete(`${topic}/${partition}`)
      }
      consumer.run({ eachBatch, autoCommit: false }).catch(reject)
    })
    await done
  } finally {
    await consumer.disconnect()
  }
}
