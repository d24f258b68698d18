// A copy of the library loses an action, gets it scaffolded again, and compiles.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileName, readArguments, scaffold } from './new-action.ts'

const library = join(import.meta.dirname, '..')
// Within the library: its imports find the same packages from there.
const copy = mkdtempSync(join(library, '.scaffold-'))
after(() => rmSync(copy, { recursive: true, force: true }))
const source = join(copy, 'src')
const compile = () => spawnSync(join(library, '../../node_modules/.bin/tsc'), ['-b', copy], { encoding: 'utf8' })

/** Takes every line of a file away that names `what`. */
function forget(file: string, what: RegExp): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  writeFileSync(file, lines.filter(line => !what.test(line)).join('\n'))
}

describe('pnpm new:action', () => {
  it('names files as we do', () => {
    assert.deepEqual(['NotifyEVChargingNeeds', 'Get15118EVCertificate', 'Heartbeat', 'NotifyDERAlarm'].map(fileName), [
      'notify-ev-charging-needs',
      'get-15118-ev-certificate',
      'heartbeat',
      'notify-der-alarm',
    ])
  })

  it('says what is wrong with its arguments', () => {
    assert.throws(() => readArguments(['1.5', 'X', 'station']), /VERSION is one of 1\.6, 2\.0\.1, 2\.1, not '1\.5'/)
    assert.throws(() => readArguments(['1.6', 'notify', 'station']), /ACTION is written as in OCPP/)
    assert.throws(() => readArguments(['1.6', 'Notify', 'car']), /station or csms, not 'car'/)
  })

  it('writes an action of a station into four places, and the library compiles', () => {
    for (const part of ['src', 'generated', 'package.json'])
      cpSync(join(library, part), join(copy, part), { recursive: true })
    const settings = readFileSync(join(library, 'tsconfig.json'), 'utf8').replaceAll('"../../', '"../../../')
    writeFileSync(join(copy, 'tsconfig.json'), settings)
    for (const file of ['table.ts', 'actions/v2/index.ts'])
      forget(join(source, file), /NotifyPriorityCharging\b|notifyPriorityCharging\b/)
    for (const file of ['notify-priority-charging.ts', 'notify-priority-charging.test.ts'])
      rmSync(join(source, 'actions/v2', file), { force: true })
    const wanted = readArguments(['2.1', 'NotifyPriorityCharging', 'station'])
    const written = scaffold(source, wanted)
    assert.deepEqual(
      written.map(path => path.slice(source.length + 1)),
      [
        'table.ts',
        'actions/v2/index.ts',
        'actions/v2/notify-priority-charging.ts',
        'actions/v2/notify-priority-charging.test.ts',
      ],
    )
    const { status, stdout } = compile()
    assert.equal(status, 0, stdout)
    assert.throws(() => scaffold(source, wanted), /2\.1 has NotifyPriorityCharging already/)
  })

  it('leaves no way around a handler: without one the library does not compile', () => {
    forget(join(source, 'actions/v2/index.ts'), /^ {2}NotifyPriorityCharging:/)
    const { status, stdout } = compile()
    assert.notEqual(status, 0)
    assert.match(stdout, /NotifyPriorityCharging/)
  })

  it('is what the command runs', () => {
    const script = join(library, 'scripts/new-action.ts')
    assert.throws(
      () => execFileSync(process.execPath, [script, '9.9', 'X', 'csms'], { stdio: 'pipe' }),
      /VERSION is one of/,
    )
  })
})
