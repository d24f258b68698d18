import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { describeProcess, writeRecord } from '../infra/process-record.ts'
import { exclusively } from './lock.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-lock-'))
after(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'working.json')

describe('exclusively', () => {
  it('lets one work at a time, and the next when it is done or has failed', async () => {
    const result = await exclusively(async () => {
      await assert.rejects(
        exclusively(async () => 'never', file),
        { code: 'failed_precondition', message: new RegExp(`process ${process.pid}\\b`) },
      )
      return 'worked'
    }, file)
    assert.equal(result, 'worked')
    await assert.rejects(
      exclusively(() => Promise.reject(new Error('as meant')), file),
      /as meant/,
    )
    assert.deepEqual(readdirSync(directory), [])
  })

  it('takes over from a holder that has died', async () => {
    const holder = spawn('sleep', ['60'])
    await once(holder, 'spawn')
    const record = describeProcess(holder.pid ?? 0)
    assert.ok(record)
    writeRecord(file, record)
    await assert.rejects(
      exclusively(async () => 'never', file),
      { code: 'failed_precondition' },
    )
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    assert.equal(await exclusively(async () => 'worked', file), 'worked')
    assert.equal(existsSync(file), false)
  })
})
