import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { normalise } from './json-schema.ts'

describe('normalise', () => {
  it('keeps what checks something and drops the prose', () => {
    const schema = {
      $id: 'urn:X.req',
      description: 'prose',
      type: 'object',
      properties: { a: { type: 'string', maxLength: 5, description: 'prose' } },
      required: ['a'],
      additionalProperties: false,
    }
    assert.deepEqual(normalise(schema, 'X'), {
      type: 'object',
      properties: { a: { type: 'string', maxLength: 5 } },
      required: ['a'],
      additionalProperties: false,
    })
  })

  it('keeps a field that is called like a keyword', () => {
    const schema = { type: 'object', properties: { description: { type: 'string' }, title: { type: 'integer' } } }
    assert.deepEqual(normalise(schema, 'X'), schema)
  })

  it('stops at a keyword that it does not know, naming the place', () => {
    const schema = { type: 'object', properties: { a: { type: 'array', items: { oneOf: [] } } } }
    assert.throws(() => normalise(schema, 'X'), { message: 'X.properties.a.items: unknown schema keyword oneOf' })
  })

  it('stops at what is no schema', () => {
    assert.throws(() => normalise([], 'X'), { message: 'X: expected a schema object' })
  })
})
