import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { run, succeeds } from './run.ts'

describe('run', () => {
  it('gives what the program wrote on stdout, and not what on stderr', async () => {
    assert.equal(await run('sh', ['-c', 'echo out; echo err >&2']), 'out\n')
  })

  it('fails with the end of both outputs', async () => {
    const script = 'for i in $(seq 30); do echo line $i; done; echo the reason >&2; exit 3'
    await assert.rejects(run('sh', ['-c', script]), (error: unknown) => {
      assert.ok(error instanceof Error)
      assert.match(error.message, /the reason/)
      assert.match(error.message, /line 30/)
      assert.doesNotMatch(error.message, /line 10\n/)
      return true
    })
  })

  it('fails when a signal ends the program, and when there is none', async () => {
    await assert.rejects(run('sh', ['-c', 'kill -9 $$']), /failed/)
    await assert.rejects(run('no-such-program', []), /ENOENT/)
  })

  it('uses the directory and the environment it is given', async () => {
    assert.equal(
      await run('sh', ['-c', 'pwd; echo $A'], { cwd: '/', env: { A: 'b', PATH: process.env.PATH } }),
      '/\nb\n',
    )
  })
})

describe('succeeds', () => {
  it('tells a program that works from one that does not, or is not there', async () => {
    assert.equal(await succeeds('true', []), true)
    assert.equal(await succeeds('false', []), false)
    assert.equal(await succeeds('no-such-program', []), false)
  })
})
