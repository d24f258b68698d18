import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { root } from '../platform/paths.ts'
import { findTests } from './test-files.ts'
import { needsOneOfItsOwn, unitsOf } from './units.ts'

const tree = mkdtempSync(join(tmpdir(), 'chargeplane-units-'))
after(() => rmSync(tree, { recursive: true }))

function units(files: Record<string, string>): ReturnType<typeof unitsOf> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    writeFileSync(join(tree, file), text)
  }
  return unitsOf(tree, Object.keys(files))
}

describe('unitsOf', () => {
  it('puts what shares a platform into one unit, before the others', () => {
    const { suites, beside } = units({
      'deploy/local/whole.suite.test.ts': '',
      'test/conformance/c.test.ts': '',
      'test/failure/kill.test.ts': '',
      'test/failure/kafka-outage.test.ts': '',
      'test/failure/other.test.ts': '',
      'test/failure/redis-flush.test.ts': '',
      'test/integration/charge.test.ts': '',
    })
    assert.deepEqual(suites, [
      {
        name: 'the suites on one platform, 2 files',
        files: ['test/conformance/c.test.ts', 'test/integration/charge.test.ts'],
        together: true,
      },
      {
        name: 'outages of Kafka and Redis, 2 files',
        files: ['test/failure/kafka-outage.test.ts', 'test/failure/redis-flush.test.ts'],
        together: true,
      },
      { name: 'test/failure/kill.test.ts', files: ['test/failure/kill.test.ts'], together: true },
      { name: 'deploy/local/whole.suite.test.ts', files: ['deploy/local/whole.suite.test.ts'] },
      { name: 'test/failure/other.test.ts', files: ['test/failure/other.test.ts'] },
    ])
    assert.deepEqual(beside, [])
  })

  it('puts what is beside the code into a unit a room, after what needs a process of its own', () => {
    const { suites, beside } = units({
      'libs/a/src/a.test.ts': '',
      'libs/a/src/deep/b.test.ts': '',
      'libs/a/src/spawns.test.ts': `import { spawn } from 'node:child_process'`,
      'services/s/src/main.drain.test.ts': '',
      'services/s/src/main.test.ts': '',
      'services/s/src/s.test.ts': '',
    })
    assert.deepEqual(suites, [])
    assert.deepEqual(beside, [
      {
        name: 'services/s as a process, 2 files',
        files: ['services/s/src/main.drain.test.ts', 'services/s/src/main.test.ts'],
      },
      { name: 'libs/a/src/spawns.test.ts', files: ['libs/a/src/spawns.test.ts'] },
      { name: 'libs/a, 2 files', files: ['libs/a/src/a.test.ts', 'libs/a/src/deep/b.test.ts'] },
      { name: 'services/s/src/s.test.ts', files: ['services/s/src/s.test.ts'] },
    ])
  })

  it('takes what a suite is made of for code that has its tests beside it', () => {
    const { suites, beside } = units({ 'test/failure/chaos.test.ts': '', 'test/failure/chaos/faults.test.ts': '' })
    assert.deepEqual(
      [...suites, ...beside],
      [
        { name: 'test/failure/chaos.test.ts', files: ['test/failure/chaos.test.ts'] },
        { name: 'test/failure/chaos/faults.test.ts', files: ['test/failure/chaos/faults.test.ts'] },
      ],
    )
    assert.equal(beside.length, 1)
  })

  it('puts the rooms that take longest before everything else', () => {
    const { beside } = units({
      'libs/a/src/a.test.ts': '',
      'libs/events/src/a.test.ts': '',
      'services/s/src/main.test.ts': '',
    })
    assert.deepEqual(
      beside.map(({ name }) => name),
      ['libs/events/src/a.test.ts', 'services/s/src/main.test.ts', 'libs/a/src/a.test.ts'],
    )
  })

  it('loses no file and runs none twice', () => {
    const files = findTests(root)
    const { suites, beside } = unitsOf(root, files)
    assert.deepEqual([...suites, ...beside].flatMap(unit => unit.files).sort(), files.toSorted())
  })
})

describe('needsOneOfItsOwn', () => {
  it('is so for what starts processes or backends, or is about the process itself', () => {
    for (const text of [
      `import { once } from 'node:events'\nimport { spawn } from 'node:child_process'`,
      `const service = await startServiceProcess(main, env)`,
      `const world = await openServiceWorld({ main, migrations })`,
      `runToEnd(main, '--validate', {})`,
      `const redis = await startRedis({ dir, port })`,
      `await withPrivateBackends(async () => {})`,
      `process.kill(process.pid, 'SIGINT')`,
      `process.on('warning', note)`,
      `process.exitCode = 3`,
    ])
      assert.equal(needsOneOfItsOwn('libs/a/src/a.test.ts', text), true, text)
  })

  it('is so for a service as a whole, by the name of the file', () => {
    assert.equal(needsOneOfItsOwn('services/s/src/main.test.ts', ''), true)
    assert.equal(needsOneOfItsOwn('services/s/src/main.drain.test.ts', ''), true)
    assert.equal(needsOneOfItsOwn('services/s/src/domain.test.ts', ''), false)
  })

  it('is so for whoever says it with a reason', () => {
    assert.equal(needsOneOfItsOwn('libs/a/src/a.test.ts', '// a\n// own process: it freezes the clock\n'), true)
    assert.equal(needsOneOfItsOwn('libs/a/src/a.test.ts', '// own process:\n'), false)
  })

  it('is not so for what only reads its environment, is killed in words or spies on others', () => {
    for (const text of [`process.env.KAFKA_BROKERS`, `it('survives a kill', () => {})`, `redis.on('error', note)`])
      assert.equal(needsOneOfItsOwn('libs/a/src/a.test.ts', text), false, text)
  })
})
