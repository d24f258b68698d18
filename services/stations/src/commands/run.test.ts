import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { commandOfPart } from './run.ts'

describe('commandOfPart', () => {
  it('reads the command off the message id of one of its CALLs, and off no other id', () => {
    const id = randomUUID()
    assert.equal(commandOfPart(`${id.replaceAll('-', '')}-12`), id)
    for (const other of [id, '', '-1', `${id}-1`, 'c0ffee-1']) assert.equal(commandOfPart(other), undefined, other)
  })
})
