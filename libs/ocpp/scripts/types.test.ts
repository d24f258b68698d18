import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { typeOf } from './types.ts'

describe('typeOf', () => {
  it('writes fields, their optionality, lists and enumerations', () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['a'],
      properties: {
        a: { type: 'integer' },
        b: { type: 'array', items: { type: 'string', enum: ['X', 'Y-Z'] } },
        c: { type: 'boolean' },
      },
    }
    assert.equal(typeOf(schema, {}), '{ a: number; b?: Array<"X" | "Y-Z">; c?: boolean }')
  })

  it('puts definitions in place of references', () => {
    const definitions = {
      Evse: { type: 'object', additionalProperties: false, properties: { id: { type: 'number' } } },
    }
    assert.equal(typeOf({ $ref: '#/definitions/Evse' }, definitions), '{ id?: number }')
    assert.throws(() => typeOf({ $ref: '#/definitions/Other' }, definitions), {
      message: 'unresolved #/definitions/Other',
    })
  })

  it('leaves an open object open, an empty one empty and an untyped field unknown', () => {
    const custom = { type: 'object', required: ['vendorId'], properties: { vendorId: { type: 'string' } } }
    assert.equal(typeOf(custom, {}), '{ vendorId: string; [extra: string]: unknown }')
    assert.equal(typeOf({ type: 'object', additionalProperties: false, properties: {} }, {}), 'Record<string, never>')
    assert.equal(typeOf({}, {}), 'unknown')
  })
})
