import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { availableBytes, backendProcesses, cpuTimes, isAlive, machineBusy, takenBy } from './processes.ts'

/** Above what Linux gives out. */
const nobody = 2 ** 30

describe('what processes take', () => {
  it('is told of a process that is there', () => {
    const taken = takenBy(process.pid)
    assert.ok(taken)
    assert.ok(taken.pssBytes > 10 << 20 && taken.pssBytes <= taken.rssBytes, JSON.stringify(taken))
    assert.ok(taken.cpuSeconds > 0 && taken.descriptors > 3)
    assert.equal(isAlive(process.pid), true)
  })

  it('is not told of one that is not', () => {
    assert.equal(takenBy(nobody), undefined)
    assert.deepEqual([isAlive(nobody), isAlive(undefined)], [false, false])
    assert.deepEqual(backendProcesses(nobody), {})
  })

  it('is told of the machine', () => {
    assert.ok(availableBytes() > 1 << 20)
    const busy = machineBusy({ total: 0, idle: 0 })
    assert.ok(busy > 0 && busy < 1, String(busy))
    assert.equal(machineBusy({ ...cpuTimes(), total: cpuTimes().total }) >= 0, true)
  })
})
