import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readFrames, textFrame, writeDigits } from './frames.ts'

/** As a server would send it. */
function unmasked(text: string): Buffer {
  const payload = Buffer.from(text)
  const header =
    payload.length > 125
      ? Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
      : Buffer.from([0x81, payload.length])
  return Buffer.concat([header, payload])
}

describe('readFrames', () => {
  it('finds whole frames and leaves the rest, wherever the bytes are cut', () => {
    const stream = Buffer.concat([unmasked('[3,"1",{}]'), unmasked('x'.repeat(300)), unmasked('end')])
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const seen: string[] = []
      const onText = (payload: Buffer) => void seen.push(payload.toString())
      const rest = readFrames(stream.subarray(0, cut), onText)
      const left = readFrames(Buffer.concat([rest, stream.subarray(cut)]), onText)
      assert.deepEqual(seen, ['[3,"1",{}]', 'x'.repeat(300), 'end'])
      assert.equal(left.length, 0)
    }
  })

  it('passes over pings', () => {
    const seen: string[] = []
    readFrames(Buffer.concat([Buffer.from([0x89, 0]), unmasked('a')]), payload => seen.push(payload.toString()))
    assert.deepEqual(seen, ['a'])
  })
})

describe('textFrame', () => {
  for (const length of [5, 125, 126, 1000]) {
    it(`frames ${length} bytes, masked with zeros`, () => {
      const { bytes, payloadAt } = textFrame('y'.repeat(length))
      assert.equal(bytes[0], 0x81)
      assert.equal((bytes[1] ?? 0) & 0x80, 0x80)
      assert.equal(bytes.subarray(payloadAt).toString(), 'y'.repeat(length))
      assert.deepEqual(bytes.subarray(payloadAt - 4, payloadAt), Buffer.alloc(4))
    })
  }
})

describe('writeDigits', () => {
  it('pads with zeros and keeps to its width', () => {
    const bytes = Buffer.from('[        ]')
    writeDigits(bytes, 1, 8, 4711)
    assert.equal(bytes.toString(), '[00004711]')
  })
})
