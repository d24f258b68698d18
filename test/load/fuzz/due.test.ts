import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dueTo } from './due.ts'

describe('dueTo', () => {
  const cases: [text: string, due: object][] = [
    ['[2,"7","Heartbeat",{}]', { type: 'answer', id: '7' }],
    ['[2,"7"]', { type: 'answer', id: '7' }],
    ['[2.0,"7","X"', { type: 'maybe', id: undefined }],
    ['[2,"7","Heartbeat",{', { type: 'answer', id: '7' }],
    ['[2,7,"Heartbeat",{}]', { type: 'answer', id: '-1' }],
    [`[2,"${'7'.repeat(37)}","Heartbeat",{}]`, { type: 'answer', id: '-1' }],
    ['[3,"7",{}]', { type: 'maybe', id: '7' }],
    ['[6,"7","X",{}]', { type: 'maybe', id: '7' }],
    ['{}', { type: 'maybe', id: undefined }],
    ['', { type: 'maybe', id: undefined }],
    ['x'.repeat(101), { type: 'close' }],
  ]
  for (const [text, due] of cases) {
    it(`${text.slice(0, 40)} is due ${JSON.stringify(due)}`, () => assert.deepEqual(dueTo(text, 100), due))
  }
})
