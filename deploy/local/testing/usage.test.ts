import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { cpuSeconds, secondsOf } from './usage.ts'

describe('the cost of a process', () => {
  it('is its own time and that of its children, whatever its name', () => {
    const behindTheName = ['S', ...Array.from({ length: 10 }, () => '9'), '100', '20', '3', '400', '20', '0']
    assert.equal(secondsOf(`17 (a (b) c) ${behindTheName.join(' ')}`), 5.23)
  })

  it('grows by what a child has used', () => {
    const before = cpuSeconds()
    spawnSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 150_000);'])
    assert.ok(cpuSeconds() - before >= 0.15)
  })
})
