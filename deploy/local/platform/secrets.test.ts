import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { keep } from './secrets.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-secrets-'))
after(() => rmSync(directory, { recursive: true }))

describe('keep', () => {
  it('makes a secret once, for its owner alone', () => {
    const file = join(directory, 'below', 'key')
    assert.equal(
      keep(file, () => 'made'),
      'made',
    )
    assert.equal(
      keep(file, () => 'made again'),
      'made',
    )
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(readFileSync(file, 'utf8'), 'made\n')
    assert.deepEqual(readdirSync(join(directory, 'below')), ['key'])
  })

  it('gives the same to all when another makes it at the same moment', () => {
    const file = join(directory, 'raced')
    const made = keep(file, () => {
      writeFileSync(file, 'theirs\n')
      return 'ours'
    })
    assert.equal(made, 'theirs')
  })

  it('refuses an empty file instead of an empty secret', () => {
    const file = join(directory, 'empty')
    writeFileSync(file, '')
    assert.throws(() => keep(file, () => 'made'), /empty: delete it/)
  })

  it('does not take a fault of the disk for a missing secret', () => {
    assert.throws(() => keep(directory, () => 'made'), /EISDIR/)
  })
})
