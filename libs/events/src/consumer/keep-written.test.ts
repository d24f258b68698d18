import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestStore, type TestStore, until } from '../test-support.ts'
import { keepWritten, writeDue } from './keep-written.ts'
import { createOffset, moveOffset } from './offsets.ts'
import { passedOver } from './passed-over.ts'

const position = { group: 'shop', topic: 'ocpp.stations', partition: 0 }

describe('what was passed over', () => {
  let store: TestStore

  before(async () => {
    store = await createTestStore()
    await createOffset(store.db, position, 10n)
  })
  after(() => store.drop())

  const stored = async (): Promise<bigint | undefined> =>
    (await store.db.query<{ next_offset: bigint }>('SELECT next_offset FROM consumer_offsets'))[0]?.next_offset

  it('is written when it is due, by itself', async () => {
    const memory = passedOver(undefined, { records: 100, ms: 0 })
    memory.store(position, 10n)
    memory.pass(position, 15n, 5)
    const writing = keepWritten(store.db, memory, 5)
    await until('the offset has followed', async () => (await stored()) === 15n)
    await writing.close()
    assert.equal(memory.begin(position, 15n), 15n)
  })

  it('is not written over the offset of a rival', async () => {
    const memory = passedOver(undefined, { records: 100, ms: 0 })
    memory.store(position, 15n)
    memory.pass(position, 20n, 5)
    await moveOffset(store.db, position, 15n, 40n)
    await writeDue(store.db, memory)
    assert.equal(await stored(), 40n)
    assert.equal(memory.begin(position, 20n), undefined)
  })
})
