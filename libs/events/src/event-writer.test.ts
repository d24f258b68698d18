// The writer of @bufbuild/protobuf is the reference.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { EventWriter } from './event-writer.ts'

function same(write: (writer: BinaryWriter) => unknown, writer = new EventWriter()): void {
  const reference = new BinaryWriter()
  write(reference)
  write(writer)
  assert.deepEqual(Uint8Array.from(writer.finish()), reference.finish())
}

describe('EventWriter', () => {
  it('writes numbers of every kind as the original does', () => {
    for (const value of [0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, -1, -128, -(2 ** 31)]) {
      same(writer => writer.int32(value).sint32(value).sfixed32(value))
      same(writer => writer.double(value / 3).float(value))
    }
    for (const value of [0, 127, 128, 2 ** 21, 2 ** 28, 2 ** 31, 2 ** 32 - 1]) {
      same(writer => writer.uint32(value).fixed32(value))
    }
    for (const value of [0n, 1n, 127n, 128n, 2n ** 31n, 2n ** 35n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n]) {
      same(writer => writer.int64(value).int64(-value).sint64(value).sfixed64(-value))
      same(writer => writer.uint64(value).fixed64(value).int64(String(value)))
    }
    same(writer =>
      writer
        .uint64(2n ** 64n - 1n)
        .int64(4711)
        .uint64(4711)
        .bool(true)
        .bool(false)
        .tag(3, 2),
    )
  })

  it('writes text of every length and script', () => {
    for (const length of [0, 1, 99, 100, 101, 127, 128, 5461, 16_383, 16_384, 200_000]) {
      same(writer => writer.string('x'.repeat(length)))
      same(writer => writer.string('ä'.repeat(length)).string(`${'x'.repeat(length)}⚡`))
    }
    same(writer => writer.string('lone \ud800 surrogate').string('\0').string('😀'))
  })

  it('writes nested messages whose lengths take one byte or more', () => {
    for (const length of [0, 100, 126, 127, 128, 20_000, 70_000]) {
      same(writer => {
        writer.uint32(10).fork().uint32(18).fork().bytes(Buffer.alloc(length, 7)).join().string('after').join()
        writer.raw(Buffer.from('end'))
      })
    }
    assert.throws(() => new EventWriter().join(), /fork stack/)
  })

  it('keeps each message when the next is written, from one piece of memory to the next', () => {
    const writer = new EventWriter()
    const messages = Array.from({ length: 200 }, (_, i) => {
      writer.fork().string(`${i} `.repeat(300)).join()
      return { i, bytes: writer.finish() }
    })
    for (const { i, bytes } of messages) {
      assert.deepEqual(Uint8Array.from(bytes), new BinaryWriter().fork().string(`${i} `.repeat(300)).join().finish())
    }
  })

  it('refuses what the original refuses, and then forgets what was half written', () => {
    const writer = new EventWriter()
    const refused: ((writer: BinaryWriter) => unknown)[] = [
      broken => broken.uint32(-1),
      broken => broken.uint32(2 ** 32),
      broken => broken.int32(2 ** 31),
      broken => broken.int32(1.5),
      broken => broken.int64('many'),
    ]
    for (const write of refused) {
      assert.throws(() => write(new BinaryWriter()))
      assert.throws(() => write(writer.fork().string('half')))
      writer.discard()
    }
    same(next => next.string('whole'), writer)
  })

  it('replaces every method that writes', () => {
    const own = new Set(Object.getOwnPropertyNames(EventWriter.prototype))
    // `tag` writes by `uint32`; the others are the inside of the original.
    const inside = ['ensureCapacity', 'view', 'tag', 'writeVarint64']
    const left = Object.getOwnPropertyNames(BinaryWriter.prototype).filter(name => !own.has(name))
    assert.deepEqual(left.sort(), inside.sort())
  })
})
