// The entry script as somebody meets it who has just cloned: a copy of the repository's files, nothing installed in it.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { freshEnvironment, makeClone } from './testing/clone.ts'

const clone = makeClone()
after(() => rmSync(clone, { recursive: true }))

function chargeplane(args: string[], options: { cwd?: string; path?: string } = {}) {
  const env = { ...freshEnvironment(), ...(options.path ? { PATH: options.path } : {}) }
  const { status, stdout, stderr } = spawnSync(join(clone, 'chargeplane'), args, {
    cwd: options.cwd ?? clone,
    env,
    encoding: 'utf8',
  })
  // What it does is on a line of its own; `... 3 s` is left out, it differs.
  const steps = stderr.split('\n').flatMap(line => /^(.*) \.\.\. \d+ s$/.exec(line)?.slice(1, 2) ?? [])
  return { status, stdout, stderr, steps }
}

describe('./chargeplane in a fresh clone', () => {
  it('prepares what is missing and says so, a line for each step', () => {
    const { status, stdout, stderr, steps } = chargeplane(['help'])
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^usage: \.\/chargeplane COMMAND/)
    for (const step of ['npm packages', 'generated code of proto', 'generated code of libs/ocpp'])
      assert.ok(steps.includes(step), stderr)
    assert.match(readlinkSync(join(clone, '.chargeplane/bin/node')), /\/bin\/node$/)
  })

  it('makes a node that loads the WebSocket addon and runs TypeScript', () => {
    const code =
      "const { default: uws } = await import('uWebSockets.js'); const version: number = process.versions.modules.length; console.log(typeof uws.App, version > 0)"
    const args = ['--input-type=module-typescript', '-e', code]
    const node = join(clone, '.chargeplane/bin/node')
    assert.equal(execFileSync(node, args, { cwd: join(clone, 'services/edge'), encoding: 'utf8' }), 'function true\n')
  })

  it('is quiet and quick the second time, from any directory and by a link', () => {
    const link = join(clone, 'link')
    symlinkSync(join(clone, 'chargeplane'), link)
    const since = performance.now()
    const { status, stderr } = chargeplane(['help'], { cwd: tmpdir() })
    assert.ok(performance.now() - since < 5000)
    assert.deepEqual([status, stderr], [0, ''])
    assert.equal(spawnSync(link, ['help'], { cwd: '/' }).status, 0)
  })

  it('generates again when a contract has changed, and only that', async () => {
    const proto = join(clone, 'proto/chargeplane/billing/v1/billing.proto')
    await appendFile(proto, '\n// changed\n')
    assert.deepEqual(chargeplane(['help']).steps, ['generated code of proto'])
    assert.deepEqual(chargeplane(['help']).steps, [])
  })

  it('generates again when what was generated has gone', () => {
    rmSync(join(clone, 'proto/generated'), { recursive: true })
    assert.deepEqual(chargeplane(['help']).steps, ['generated code of proto'])
    assert.ok(existsSync(join(clone, 'proto/generated')))
  })

  it('installs again when a manifest has changed', async () => {
    const manifest = join(clone, 'test/package.json')
    await writeFile(manifest, `${await readFile(manifest, 'utf8')}\n`)
    assert.deepEqual(chargeplane(['help']).steps, ['npm packages'])
  })

  it('says where to look when a step fails, and tries it again the next time', async () => {
    const lock = join(clone, 'pnpm-lock.yaml')
    const good = await readFile(lock, 'utf8')
    await writeFile(lock, good.slice(0, good.length / 2))
    const { status, stderr } = chargeplane(['help'])
    assert.equal(status, 1)
    assert.match(stderr, /npm packages \.\.\. failed:/)
    assert.match(stderr, /the whole output is in \S+setup\.log$/m)
    await writeFile(lock, good)
    assert.equal(chargeplane(['help']).status, 0)
  })

  it('says in one sentence that there is no Node to begin with', () => {
    const bare = join(clone, 'bare-bin')
    const tools = ['bash', 'env', 'dirname', 'readlink', 'uname', 'mkdir', 'flock', 'cat', 'sha256sum', 'cut', 'rm']
    execFileSync('mkdir', ['-p', bare])
    for (const tool of tools)
      symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(bare, tool))
    rmSync(join(clone, '.chargeplane/stamps'), { recursive: true })
    const { status, stderr } = chargeplane(['help'], { path: bare })
    assert.equal(status, 1)
    assert.match(stderr, /^chargeplane: Node 20 or newer with npm is missing: [^\n]+\n$/)
  })

  it('hands over the exit code and the arguments', () => {
    const { status, stderr } = chargeplane(['up', '--edges', 'a b'])
    assert.equal(status, 2)
    assert.match(stderr, /--edges has to be a whole number from 1 to 10, not 'a b'/)
  })
})
