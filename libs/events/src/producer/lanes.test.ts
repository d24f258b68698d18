import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Entry } from './delivery.ts'
import { createLanes, maxBatchRecords } from './lanes.ts'

function entry(topic: string, key: string, bytes = 1): Entry {
  return { topic, message: { key, value: null, partition: 0 }, bytes, settle() {} }
}

function setUp() {
  const lanes = createLanes(topic => topic === 'patient')
  const put = (topic: string, count: number, bytes?: number) => {
    for (let i = 0; i < count; i++) lanes.push(entry(topic, `${topic} ${i}`, bytes))
  }
  const next = () => lanes.next().map(({ message }) => String(message.key))
  return { lanes, put, next }
}

const counted = (keys: string[]) => ({
  prompt: keys.filter(key => key.startsWith('prompt')).length,
  patient: keys.filter(key => key.startsWith('patient')).length,
})

describe('createLanes', () => {
  it('puts what somebody waits for into the next batch, however many others came before it', () => {
    const { lanes, put, next } = setUp()
    put('patient', 5000)
    put('prompt', 3)
    const batch = next()
    assert.deepEqual(batch.slice(0, 4), ['prompt 0', 'prompt 1', 'prompt 2', 'patient 0'])
    assert.deepEqual(counted(batch), { prompt: 3, patient: 200 })
    assert.equal(lanes.length, 4800)
  })

  it('takes the patient along when there is no end of the others', () => {
    const { put, next } = setUp()
    put('prompt', 5000)
    put('patient', 300)
    assert.deepEqual([next(), next(), next()].map(counted), [
      { prompt: maxBatchRecords - 200, patient: 200 },
      { prompt: maxBatchRecords - 100, patient: 100 },
      { prompt: maxBatchRecords, patient: 0 },
    ])
  })

  it('keeps the order within each lane', () => {
    const { lanes, put, next } = setUp()
    put('prompt', 1500)
    put('patient', 500)
    const seen: string[] = []
    while (lanes.length > 0) seen.push(...next())
    for (const topic of ['prompt', 'patient']) {
      const numbers = seen.filter(key => key.startsWith(topic)).map(key => Number(key.split(' ')[1]))
      assert.deepEqual(
        numbers,
        Array.from(numbers, (_, i) => i),
      )
    }
  })

  it('ends a batch at its bytes, and never without a record', () => {
    const { put, next } = setUp()
    put('prompt', 3, 600_000)
    put('patient', 2, 2_000_000)
    assert.deepEqual([next(), next(), next(), next()].map(counted), [
      { prompt: 1, patient: 1 },
      { prompt: 1, patient: 1 },
      { prompt: 1, patient: 0 },
      { prompt: 0, patient: 0 },
    ])
  })

  it('gives up everything at once', () => {
    const { lanes, put } = setUp()
    put('patient', 2)
    put('prompt', 1)
    assert.equal(lanes.clear().length, 3)
    assert.equal(lanes.length, 0)
  })
})
