import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'

/** Both outputs of a program that uses it. */
function program(code: string) {
  const head = `import { say, timed } from '${new URL('say.ts', import.meta.url).href}'\n`
  const args = ['--conditions=@chargeplane/source', '--input-type=module-typescript', '-e', head + code]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { stdout, stderr }
}

describe('what a command says on the way', () => {
  it('goes to stderr, so that stdout can be piped on', () => {
    assert.deepEqual(program(`say('working'); console.log('the answer')`), {
      stdout: 'the answer\n',
      stderr: 'working\n',
    })
  })

  it('is one line for a part that is done, with the seconds it took', () => {
    const { stdout, stderr } = program(`console.log(await timed('topics', async () => 'made'))`)
    assert.equal(stdout, 'made\n')
    assert.match(stderr, /^topics +\d+\.\d s\n$/)
  })

  it('is nothing for a part that failed: the reason follows', () => {
    const { stderr } = program(`await timed('topics', () => Promise.reject(new Error('as meant'))).catch(() => {})`)
    assert.equal(stderr, '')
  })
})
