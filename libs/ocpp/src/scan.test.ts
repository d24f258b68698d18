import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { payloadSlice, readableId, tooDeep } from './scan.ts'

describe('payloadSlice', () => {
  it('finds the payload behind three commas, whatever the spacing', () => {
    assert.equal(payloadSlice('[2,"1","Heartbeat",{}]'), '{}')
    assert.equal(payloadSlice(' [ 2 , "1" ,\n"Heartbeat" , { "a" : [1,2] } ]\n'), '{ "a" : [1,2] }')
  })

  it('is not misled by commas, brackets and quotes inside of strings', () => {
    assert.equal(payloadSlice('[2,"a,]\\",b","X\\\\",{"k":"]],"}]'), '{"k":"]],"}')
  })

  it('returns the same text that JSON.parse reads the payload from', () => {
    for (const payload of [{ a: '\\', b: ['"', ','] }, [], 'text]', 5]) {
      const text = JSON.stringify([2, 'x,"y', 'Act\\"ion', payload], null, 2)
      assert.deepEqual(JSON.parse(payloadSlice(text)), payload)
    }
  })
})

describe('readableId', () => {
  it('reads the id of a CALL that breaks off later', () => {
    assert.equal(readableId('[2, "abc" ,"MeterValues",{"sampledValue":[,{', 36), 'abc')
  })

  it('reads none from anything else', () => {
    for (const text of ['', '{}', '[3,"abc",', '[2,17,"X",', '[2,"abc', `[2,"${'a'.repeat(37)}",`, '[2,"a\\"b",']) {
      assert.equal(readableId(text, 36), undefined, text)
    }
  })
})

describe('tooDeep', () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

  it('allows 64 levels of arrays and objects and refuses the next', () => {
    assert.equal(tooDeep(nested(64)), false)
    assert.equal(tooDeep(nested(65)), true)
    assert.equal(tooDeep(`${'['.repeat(65)}${']'.repeat(65)}`), true)
    assert.equal(tooDeep(`[${nested(64)}]`), true)
  })

  it('counts levels, not brackets', () => {
    assert.equal(tooDeep(`[${Array(500).fill('{"a":[1]}').join(',')}]`), false)
    assert.equal(tooDeep(JSON.stringify(['{[\\"'.repeat(200)])), false)
  })
})
