import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { eventTypes, isEventType, topics } from './index.ts'

const proto = new URL('../../../proto/chargeplane/', import.meta.url)

/** Full message name -> topic, of every message whose comment begins with "Topic X:". */
async function declaredInProto(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const file of await readdir(proto, { recursive: true })) {
    if (!file.endsWith('.proto')) continue
    const text = await readFile(new URL(file, proto), 'utf8')
    const name = /^package ([\w.]+);/m.exec(text)?.[1]
    for (const [, topic, message] of text.matchAll(/^\/\/ Topic ([\w.-]+):.*\n(?:\/\/.*\n)*message (\w+)/gm)) {
      found[`${name}.${message}`] = String(topic)
    }
  }
  return found
}

describe('eventTypes', () => {
  it('has every message that proto/ declares for a topic, and no other', async () => {
    const table = Object.fromEntries(Object.entries(eventTypes).map(([type, { topic }]) => [type, topic]))
    assert.deepEqual(table, await declaredInProto())
    assert.ok(Object.keys(table).length >= 19)
  })

  it('gives no two types one codec', () => {
    const codecs = Object.values(eventTypes).map(({ codec }) => codec)
    assert.equal(new Set<unknown>(codecs).size, codecs.length)
  })

  it('knows its own names only', () => {
    assert.ok(isEventType('chargeplane.ocpp.v1.TransactionEvent'))
    assert.ok(!isEventType('toString'))
    assert.ok(!isEventType('chargeplane.ocpp.v1.Origin'))
  })
})

describe('topics', () => {
  it('has every topic of the catalogue, each with a dead one', () => {
    const used = new Set(Object.values(eventTypes).map(({ topic }) => topic))
    assert.deepEqual(Object.keys(topics).sort(), [...used].flatMap(topic => [topic, `${topic}.dead`]).sort())
  })

  it('has 12 partitions by default and one for dead letters', () => {
    for (const [name, { partitions }] of Object.entries(topics))
      assert.equal(partitions, name.endsWith('.dead') ? 1 : 12, name)
  })
})
