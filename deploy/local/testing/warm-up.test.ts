import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { loadServicesOnce } from './warm-up.ts'

const cache = mkdtempSync(join(tmpdir(), 'chargeplane-warm-up-'))
after(() => rmSync(cache, { recursive: true }))

const kept = () => readdirSync(cache, { recursive: true, withFileTypes: true }).filter(each => each.isFile()).length

describe('loading services', () => {
  it('leaves what was compiled, the first time only', async () => {
    await loadServicesOnce(cache, ['billing'])
    const first = kept()
    assert.ok(first > 100, `${first} files`)
    await loadServicesOnce(cache, ['gateway'])
    assert.equal(kept(), first)
  })

  it('is nothing to do where nothing is kept', async () => {
    await loadServicesOnce(undefined, ['billing'])
    assert.ok(kept() > 100)
  })
})
