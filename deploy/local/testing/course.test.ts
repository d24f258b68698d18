import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { begins, leaves, readCourse } from './course.ts'

describe('the course of a process', () => {
  it('tells which files have begun, in order, and what they left open', () => {
    const text = begins('a.test.ts') + leaves('a.test.ts', ['Timeout', 'TCPServerWrap']) + begins('b.test.ts')
    assert.deepEqual(readCourse(text), {
      begun: ['a.test.ts', 'b.test.ts'],
      open: ['a.test.ts (Timeout, TCPServerWrap)'],
    })
  })

  it('is empty when nothing has begun, and leaves out a line that was cut off', () => {
    assert.deepEqual(readCourse(''), { begun: [], open: [] })
    assert.deepEqual(readCourse(`${begins('a.test.ts')}begins\tb.te`).begun, ['a.test.ts'])
  })
})
