import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { describeProcess, forgetRecord, isRunning, runningFrom, writeRecord } from './process-record.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-record-'))
after(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'below', 'it.json')

function self() {
  const record = describeProcess(process.pid, 'fingerprint')
  assert.ok(record)
  return record
}

describe('a process record', () => {
  it('finds the process it was written of, settings included', () => {
    writeRecord(file, self())
    assert.deepEqual(runningFrom(file), self())
    assert.equal(runningFrom(file)?.settings, 'fingerprint')
  })

  it('is readable by its owner alone and leaves no half-written file', () => {
    writeRecord(file, self())
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(join(directory, 'below')), ['it.json'])
  })

  it('does not believe a pid that was given to another process', () => {
    writeRecord(file, { ...self(), startedAt: '1' })
    assert.equal(runningFrom(file), undefined)
  })

  it('does not believe a record from before a reboot', () => {
    writeRecord(file, { ...self(), boot: '00000000-0000-0000-0000-000000000000' })
    assert.equal(runningFrom(file), undefined)
  })

  it('knows when the process has ended', async () => {
    const child = spawn('sleep', ['60'])
    await once(child, 'spawn')
    const record = describeProcess(child.pid ?? 0)
    assert.ok(record && isRunning(record))
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(isRunning(record), false)
    assert.equal(describeProcess(record.pid), undefined)
  })

  for (const [what, text] of Object.entries({
    'an empty file': '',
    'half a record': '{"pid":12',
    'a pid of all processes': '{"pid":-1,"startedAt":"1","boot":"b"}',
    'the pid of init': '{"pid":1,"startedAt":"1","boot":"b"}',
    'a pid as text': '{"pid":"12","startedAt":"1","boot":"b"}',
    null: 'null',
  }))
    it(`stands for nothing when it is ${what}`, () => {
      writeFileSync(file, text)
      assert.equal(runningFrom(file), undefined)
      assert.equal(readFileSync(file, 'utf8'), text)
    })

  it('stands for nothing once forgotten, and forgetting twice is no fault', () => {
    writeRecord(file, self())
    forgetRecord(file)
    forgetRecord(file)
    assert.equal(runningFrom(file), undefined)
  })
})
