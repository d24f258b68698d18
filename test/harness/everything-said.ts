// Everything that a platform has written anywhere: what a secret must not be found in.
import { randomUUID } from 'node:crypto'
import { openDatabase } from '@chargeplane/database'
import kafkajs from 'kafkajs'
import type { SharedPlatform } from './shared-platform.ts'
import { until } from './until.ts'

export interface Said {
  /** Name of a process, topic or table, or `spans`. */
  where: string
  text: string
}

/** Logs of processes, spans, records with their headers, and rows, as they are now. */
export async function everythingSaid(platform: SharedPlatform): Promise<Said[]> {
  const logs = platform.processes.flatMap(({ name, log, noise }) =>
    [...log.map(line => JSON.stringify(line)), ...noise].map(text => ({ where: `log of ${name}`, text })),
  )
  const spans = platform.collector.spans.map(span => ({ where: 'spans', text: JSON.stringify(span) }))
  return [...logs, ...spans, ...(await records(platform)), ...(await rows(platform.databaseUrl))]
}

async function records({ kafkaBrokers, topicPrefix }: SharedPlatform): Promise<Said[]> {
  const kafka = new kafkajs.Kafka({ brokers: kafkaBrokers.split(','), logLevel: kafkajs.logLevel.NOTHING })
  const [admin, consumer] = [kafka.admin(), kafka.consumer({ groupId: `${topicPrefix}said-${randomUUID()}` })]
  await Promise.all([admin.connect(), consumer.connect()])
  const said: Said[] = []
  const left = new Map<string, bigint>()
  try {
    const topics = (await admin.listTopics()).filter(name => name.startsWith(topicPrefix))
    for (const topic of topics)
      for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
        if (BigInt(high) > BigInt(low)) left.set(`${topic}/${partition}`, BigInt(high) - 1n)
    await consumer.subscribe({ topics, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch: { topic, partition, messages } }) {
        for (const { key, value, headers } of messages) {
          const texts = [key, value, ...Object.values(headers ?? {}).flat()].map(part => part?.toString('latin1') ?? '')
          said.push({ where: topic.slice(topicPrefix.length), text: texts.join('\n') })
        }
        const last = BigInt(messages.at(-1)?.offset ?? -1)
        if (last >= (left.get(`${topic}/${partition}`) ?? 0n)) left.delete(`${topic}/${partition}`)
      },
    })
    await until(() => left.size === 0, { what: 'every record to be read', withinMs: 60_000 })
    return said
  } finally {
    await Promise.all([admin.disconnect(), consumer.disconnect()])
  }
}

async function rows(url: string): Promise<Said[]> {
  const database = openDatabase({ url, schema: 'public', applicationName: 'said', poolSize: 1 })
  try {
    const tables = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    const said: Said[] = []
    for (const { name } of tables) {
      const found = await database.query<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM ${name} t`)
      said.push(...found.map(({ text }) => ({ where: `table ${name}`, text })))
    }
    return said
  } finally {
    await database.close()
  }
}
