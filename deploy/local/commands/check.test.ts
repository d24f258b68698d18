import assert from 'node:assert/strict'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from '../platform/paths.ts'
import { type Check, checks, runChecks } from './check.ts'

const script = (name: string, code: string): Check => ({ name, command: [process.execPath, '-e', code] })

async function run(list: readonly Check[], signal = new AbortController().signal) {
  let text = ''
  const failed = await runChecks(list, {
    cwd: root,
    signal,
    write: part => {
      text += part
    },
  })
  return { failed, text }
}

describe('runChecks', () => {
  it('runs all of them when one fails, and shows the output of that one only', async () => {
    const { failed, text } = await run([
      script('quiet', 'console.log("of no interest")'),
      script('broken', 'console.log("line 3 is wrong"); console.error("so is line 4"); process.exitCode = 3'),
      script('last', ''),
    ])
    assert.deepEqual(failed, ['broken'])
    assert.match(text, /^quiet +\d+\.\d s {2}ok$/m)
    assert.match(
      text,
      /^broken +\d+\.\d s {2}FAILED\n\n(line 3 is wrong\nso is line 4|so is line 4\nline 3 is wrong)\n$/m,
    )
    assert.match(text, /^last +\d+\.\d s {2}ok$/m)
    assert.match(text, /\n1 of 3 failed: broken\n$/)
    assert.doesNotMatch(text, /of no interest/)
  })

  it('says what was left out, and why, and takes that for no failure', async () => {
    const { failed, text } = await run([script('chart', 'console.log("chart: not checked, Go is not installed")')])
    assert.deepEqual(failed, [])
    assert.match(text, /^chart +\d+\.\d s {2}not checked, Go is not installed\n$/)
  })

  it('does not excuse a failure that says so', async () => {
    const { failed } = await run([script('chart', 'console.log("not checked, half of it"); process.exitCode = 1')])
    assert.deepEqual(failed, ['chart'])
  })

  it('counts a program that is missing or killed as failed', async () => {
    const missing: Check = { name: 'missing', command: ['no-such-program-here'] }
    const { failed, text } = await run([missing, script('killed', 'process.kill(process.pid, "SIGKILL")')])
    assert.deepEqual(failed, ['missing', 'killed'])
    assert.match(text, /no-such-program-here ENOENT/)
  })

  it('finds the tools of node_modules, and a node for their scripts', async () => {
    const code = 'if (Number(process.versions.node.split(".")[0]) < 24) process.exitCode = 1'
    const list: Check[] = [
      { name: 'tsc', command: ['tsc', '--version'] },
      { name: 'node', command: ['node', '-e', code] },
    ]
    const { failed, text } = await run(list)
    assert.deepEqual(failed, [], text)
  })

  it('ends the one at work when it is interrupted, and begins no other', { timeout: 20_000 }, async () => {
    const controller = new AbortController()
    const text: string[] = []
    const failed = await runChecks([script('endless', 'setInterval(() => {}, 1000)'), script('never', '')], {
      cwd: root,
      signal: controller.signal,
      write(part) {
        text.push(part)
        if (part.startsWith('endless')) setImmediate(() => controller.abort())
      },
    })
    assert.deepEqual(failed, ['endless'])
    assert.doesNotMatch(text.join(''), /never/)
  })
})

describe('the table of checks', () => {
  it('names programs and scripts that are there', () => {
    for (const { name, command } of checks) {
      const [program, ...args] = command
      if (program.includes('/')) accessSync(join(program.startsWith('/') ? '' : root, program), constants.X_OK)
      else assert.ok(existsSync(join(root, 'node_modules/.bin', program)), name)
      for (const arg of args) if (arg.endsWith('.ts')) assert.ok(existsSync(join(root, arg)), arg)
    }
  })

  it('has a row for every script of deploy/checks, but for the images, which take minutes', () => {
    const programs: string[] = checks.map(({ command: [program] }) => program)
    const scripts = readdirSync(join(root, 'deploy/checks')).filter(file => file.endsWith('.sh'))
    const left = scripts.filter(file => !programs.includes(`deploy/checks/${file}`))
    assert.deepEqual(left, ['images.sh'])
  })
})
