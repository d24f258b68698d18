import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { bench, benchmarks } from './bench.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-bench-'))
after(() => rmSync(directory, { recursive: true }))

describe('bench', () => {
  it('lists the files that are benchmarks', () => {
    for (const file of ['edge.ts', 'drain.ts', 'edge.test.ts', 'types.d.ts', 'README.md'])
      writeFileSync(join(directory, file), '')
    mkdirSync(join(directory, 'reference.ts'))
    assert.deepEqual(benchmarks(directory), ['drain', 'edge'])
    assert.deepEqual(benchmarks(join(directory, 'missing')), [])
  })

  it('refuses a name that is none, and starts nothing', async () => {
    const running = bench.run({ options: {}, positionals: ['../fleet/main'], forwarded: [] })
    await assert.rejects(running, {
      code: 'invalid_argument',
      field: '../fleet/main',
      message: /there is no benchmark/,
    })
  })
})
