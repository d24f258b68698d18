import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '@chargeplane/failure'
import { z } from 'zod'
import { type InputSchemas, type RawInput, validateInput } from './validate.ts'

const body = z.strictObject({
  name: z.string().min(1),
  elements: z.array(z.strictObject({ price: z.string() })).default([]),
})
const nothing: RawInput = { params: {}, query: {}, body: undefined }

function refusal(schemas: InputSchemas<z.ZodType, z.ZodType, z.ZodType>, raw: Partial<RawInput>): Failure {
  try {
    validateInput(schemas, { ...nothing, ...raw })
  } catch (error) {
    assert.ok(error instanceof Failure)
    assert.equal(error.code, 'invalid_argument')
    return error
  }
  assert.fail('this should have been refused')
}

describe('validateInput', () => {
  it('gives what the schemas make of the request', () => {
    const schemas = { params: z.object({ id: z.string() }), query: z.strictObject({ limit: z.coerce.number() }), body }
    const input = validateInput(schemas, { params: { id: 'x' }, query: { limit: '7' }, body: { name: 'n' } })
    assert.deepEqual(input, { params: { id: 'x' }, query: { limit: 7 }, body: { name: 'n', elements: [] } })
  })

  it('names every field of path, query and body that does not fit', () => {
    const schemas = {
      params: z.object({ id: z.string().max(2) }),
      query: z.strictObject({ limit: z.coerce.number() }),
      body,
    }
    const failure = refusal(schemas, {
      params: { id: 'long' },
      query: { limit: 'many' },
      body: { elements: [{ price: '1' }, { price: 2 }] },
    })
    const errors = failure.details?.errors as { in: string; field: string; message: string }[]
    assert.deepEqual(
      errors.map(({ in: part, field }) => `${part} ${field}`),
      ['path id', 'query limit', 'body name', 'body elements[1].price'],
    )
    assert.equal(failure.field, 'id')
    assert.match(failure.message, /name: is required/)
  })

  it('refuses fields that nobody declared, one entry for each', () => {
    const failure = refusal({ body }, { body: { name: 'n', nmae: 1, elements: [{ price: '1', prise: '2' }] } })
    const errors = failure.details?.errors as { field: string; message: string }[]
    assert.deepEqual(errors.map(({ field }) => field).sort(), ['elements[0].prise', 'nmae'])
    assert.ok(errors.every(({ message }) => message === 'is not a known field'))
  })

  it('refuses a query and a body where none is declared', () => {
    assert.match(refusal({}, { query: { limt: '1' } }).message, /limt: is not a known field/)
    assert.match(refusal({}, { body: { a: 1 } }).message, /no body is expected/)
    assert.equal(refusal({}, { body: { a: 1 } }).field, 'body')
  })

  it('says that a body is missing, and that it is not an object', () => {
    assert.match(refusal({ body }, {}).message, /body: is required/)
    assert.match(refusal({ body }, { body: [] }).message, /expected object/)
    assert.match(refusal({ body }, { body: null }).message, /expected object/)
  })

  it('does not repeat what it was given, which may be a secret', () => {
    const failure = refusal({ body }, { body: { name: 12345678 } })
    assert.ok(!JSON.stringify(failure.details).includes('12345678'))
    assert.ok(!failure.message.includes('12345678'))
  })

  it('names at most fifty fields', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, 1]))
    const errors = refusal({ body }, { body: { name: 'n', ...many } }).details?.errors
    assert.equal(Array.isArray(errors) && errors.length, 50)
  })
})
