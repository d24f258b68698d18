import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { briefVariable, isRoomyMemory, makeBriefDirectory } from './brief-directory.ts'

const base = mkdtempSync(join(tmpdir(), 'chargeplane-brief-'))
after(() => rmSync(base, { recursive: true }))

describe('isRoomyMemory', () => {
  it('is false of what is not there, and of kernel file systems that are no memory to keep files in', () => {
    assert.equal(isRoomyMemory(join(base, 'missing')), false)
    assert.equal(isRoomyMemory('/proc', 0), false)
  })

  it('is false when more is wanted than there is', () => {
    assert.equal(isRoomyMemory('/dev/shm', Number.MAX_SAFE_INTEGER), false)
    assert.equal(isRoomyMemory('/dev/shm', 0), existsSync('/dev/shm'))
  })
})

describe('makeBriefDirectory', () => {
  it('makes another one each time, which others can pass through but not list', () => {
    const [one, two] = [makeBriefDirectory('a', base), makeBriefDirectory('a', base)]
    assert.notEqual(one, two)
    assert.equal(dirname(one), base)
    assert.equal(statSync(one).mode & 0o777, 0o711)
  })

  it('goes where the run of tests says, and else among the temporary ones', () => {
    const before = process.env[briefVariable]
    process.env[briefVariable] = base
    assert.equal(dirname(makeBriefDirectory('b')), base)
    delete process.env[briefVariable]
    const elsewhere = makeBriefDirectory('c')
    assert.equal(dirname(elsewhere), tmpdir())
    rmSync(elsewhere, { recursive: true })
    if (before !== undefined) process.env[briefVariable] = before
  })
})
