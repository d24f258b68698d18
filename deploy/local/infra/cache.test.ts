import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { cached } from './cache.ts'

const base = mkdtempSync(join(tmpdir(), 'chargeplane-cache-'))
after(() => rmSync(base, { recursive: true }))

describe('cached', () => {
  it('fills a directory once', async () => {
    let filled = 0
    const fill = async (directory: string) => {
      filled++
      await writeFile(join(directory, 'file'), 'content')
    }
    const first = await cached(base, 'once', fill)
    assert.equal(await cached(base, 'once', fill), first)
    assert.equal(filled, 1)
    assert.equal(readFileSync(join(first, 'file'), 'utf8'), 'content')
  })

  it('keeps one whole copy when several fill it at the same time', async () => {
    const fill = (who: string) => async (directory: string) => {
      await writeFile(join(directory, 'a'), who)
      await new Promise(resolve => setImmediate(resolve))
      await writeFile(join(directory, 'b'), who)
    }
    const made = await Promise.all(['x', 'y', 'z'].map(who => cached(base, 'raced', fill(who))))
    assert.equal(new Set(made).size, 1)
    assert.deepEqual(readdirSync(join(base, 'raced')), ['a', 'b'])
    assert.equal(readFileSync(join(base, 'raced', 'a'), 'utf8'), readFileSync(join(base, 'raced', 'b'), 'utf8'))
  })

  it('leaves nothing behind when filling fails, and tries again the next time', async () => {
    await assert.rejects(
      cached(base, 'failing', () => Promise.reject(new Error('no network'))),
      /no network/,
    )
    assert.deepEqual(
      readdirSync(base).filter(name => name.startsWith('.new') || name === 'failing'),
      [],
    )
    await cached(base, 'failing', directory => writeFile(join(directory, 'file'), ''))
  })
})
