import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { unpackedEnvironment, unpackedPackage } from './debian.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-debian-'))
after(() => rmSync(directory, { recursive: true }))

const outside = { PATH: process.env.PATH, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH }
afterEach(() => {
  process.env.PATH = outside.PATH
  if (outside.LD_LIBRARY_PATH === undefined) delete process.env.LD_LIBRARY_PATH
  else process.env.LD_LIBRARY_PATH = outside.LD_LIBRARY_PATH
})

describe('unpackedPackage', () => {
  it('says what to install where there is no apt, and leaves nothing behind', async () => {
    process.env.PATH = directory
    await assert.rejects(unpackedPackage(directory, 'redis-server'), {
      code: 'failed_precondition',
      message: 'redis-server is missing: install it with the package manager of this system',
    })
    assert.deepEqual(readdirSync(directory), [])
  })
})

describe('unpackedEnvironment', () => {
  const libraries = join(directory, 'usr/lib')
  before(() => {
    mkdirSync(join(libraries, 'x86_64-linux-gnu'), { recursive: true })
    mkdirSync(join(libraries, 'postgresql'))
  })

  it('points the loader to the libraries that came with the program', async () => {
    delete process.env.LD_LIBRARY_PATH
    const env = await unpackedEnvironment(directory)
    assert.equal(env.LD_LIBRARY_PATH, join(libraries, 'x86_64-linux-gnu'))
    assert.equal(env.PATH, process.env.PATH)
  })

  it('keeps those that the user has pointed to', async () => {
    process.env.LD_LIBRARY_PATH = '/opt/lib'
    assert.equal(
      (await unpackedEnvironment(directory)).LD_LIBRARY_PATH,
      `${join(libraries, 'x86_64-linux-gnu')}:/opt/lib`,
    )
  })
})
