// The program as a whole: what it prints where, and how it ends.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from './platform/paths.ts'

const { NODE_TEST_CONTEXT: _outer, ...environment } = process.env
const nowhere = {
  KAFKA_BROKERS: '127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:1',
  DATABASE_URL: 'postgres://127.0.0.1:1/x',
}

function main(...args: string[]) {
  const all = ['--conditions=@chargeplane/source', join(root, 'deploy/local/main.ts'), ...args]
  return spawnSync(process.execPath, all, { env: { ...environment, ...nowhere }, cwd: root, encoding: 'utf8' })
}

describe('./chargeplane', () => {
  for (const args of [[], ['help'], ['--help'], ['-h']])
    it(`shows its commands at '${args.join(' ')}'`, () => {
      const { status, stdout, stderr } = main(...args)
      assert.deepEqual([status, stderr], [0, ''])
      assert.match(stdout, /^usage: \.\/chargeplane COMMAND/)
    })

  it('shows the options of a command by help and by --help', () => {
    const { stdout } = main('help', 'up')
    assert.match(stdout, /--edges N/)
    assert.equal(main('up', '--help').stdout, stdout)
  })

  const misuses: Record<string, RegExp> = {
    start: /there is no command 'start': one of up, down, /,
    'up --edge 3': /up: Unknown option '--edge'/,
    'up --edges 11': /--edges has to be a whole number from 1 to 10, not '11'/,
    'up --http-port 80': /--http-port has to be a whole number from 1024 to 50000, not '80'/,
    'down now': /down: 'now' is one argument too many/,
    logs: /logs: SERVICE is missing/,
    'logs nothing-of-that-name': /there is no log of 'nothing-of-that-name'/,
    'events ocpp': /there is no topic 'ocpp': one of /,
    'bench nothing': /there is no benchmark 'nothing'/,
    'test nothing.test.ts': /there is no file 'nothing\.test\.ts'/,
    'help me': /there is no command 'me'/,
  }
  for (const [line, message] of Object.entries(misuses))
    it(`refuses '${line}' in one sentence, with exit code 2`, () => {
      const { status, stdout, stderr } = main(...line.split(' '))
      assert.equal(status, 2)
      assert.equal(stdout, '')
      assert.match(stderr, message)
      assert.match(stderr, /^chargeplane: [^\n]+\n$/)
    })

  it('runs the tests of a file and closes with a plain line of what passed and failed', () => {
    const { status, stdout } = main('test', 'deploy/local/infra/wait.test.ts')
    assert.equal(status, 0, stdout)
    assert.match(stdout, /\n4 passed, 0 failed\n$/)
  })
})
