import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { schemaBook } from './schemas.ts'

describe('schema book', () => {
  const inner = z.object({ id: z.string() }).meta({ id: 'BookTestInner' })

  it('gathers named types and refers to them', () => {
    const book = schemaBook()
    const page = book.add(z.object({ items: z.array(inner), first: inner }), 'output')
    assert.partialDeepStrictEqual(page, {
      properties: { first: { $ref: '#/components/schemas/BookTestInner' } },
    })
    assert.deepEqual(book.add(inner, 'output'), { $ref: '#/components/schemas/BookTestInner' })
    assert.deepEqual(book.named(), {
      BookTestInner: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
    })
  })

  it('describes a request as the caller writes it: what has a default may be left out, what is unknown is refused', () => {
    const schema = schemaBook().add(z.strictObject({ limit: z.coerce.number().int().default(5) }), 'input')
    assert.equal(schema.required, undefined)
    assert.equal(schema.additionalProperties, false)
    assert.partialDeepStrictEqual(schema, { properties: { limit: { type: 'integer', default: 5 } } })
  })

  it('leaves out the bounds that JSON has anyway', () => {
    const schema = schemaBook().add(z.object({ n: z.int(), m: z.int().min(0) }), 'output')
    assert.partialDeepStrictEqual(schema, {
      properties: { n: { type: 'integer' }, m: { type: 'integer', minimum: 0 } },
    })
    assert.ok(!JSON.stringify(schema).includes('9007199254740991'))
  })
})
