// Over descriptors that buf really makes, of a file written here.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { lastPart, readDescriptors } from './descriptors.ts'

const directory = mkdtempSync(join(tmpdir(), 'chargeplane-proto-'))
after(() => rmSync(directory, { recursive: true }))

const root = fileURLToPath(new URL('../../', import.meta.url))
const buf = `${root}node_modules/.bin/buf`

function descriptorsOf(proto: string) {
  writeFileSync(join(directory, 'a.proto'), proto)
  const args = ['build', '--as-file-descriptor-set', '--output', '-#format=json']
  return readDescriptors(execFileSync(buf, args, { cwd: directory, encoding: 'utf8' }))
}

describe('readDescriptors', () => {
  const types = descriptorsOf(`syntax = "proto3";
package x.v1;
// No type of ours.
enum Mood {
  MOOD_UNSPECIFIED = 0;
  // All is
  // well.
  MOOD_GOOD = 1;
}
message Empty {}
// One part.
message Part { bool on = 1; }
// Topic a: the whole.
message Whole {
  // In Wh.
  optional double energy_wh = 1;
  repeated Part parts = 4;
  Mood mood = 2;
  repeated string names = 3;
}
`)

  it('knows every message and enum by its full name', () => {
    assert.deepEqual([...types.keys()].sort(), ['x.v1.Empty', 'x.v1.Mood', 'x.v1.Part', 'x.v1.Whole'])
  })

  it('reads fields in the order of the file, with their comments and what they hold', () => {
    assert.deepEqual(types.get('x.v1.Whole'), {
      kind: 'message',
      name: 'x.v1.Whole',
      comment: 'Topic a: the whole.',
      fields: [
        { name: 'energy_wh', number: 1, type: 'optional double', holds: '', comment: 'In Wh.' },
        { name: 'parts', number: 4, type: 'repeated Part', holds: 'x.v1.Part', comment: '' },
        { name: 'mood', number: 2, type: 'Mood', holds: 'x.v1.Mood', comment: '' },
        { name: 'names', number: 3, type: 'repeated string', holds: '', comment: '' },
      ],
    })
    assert.deepEqual(types.get('x.v1.Empty'), { kind: 'message', name: 'x.v1.Empty', comment: '', fields: [] })
  })

  it('reads the values of an enum, a comment of several lines as one', () => {
    assert.deepEqual(types.get('x.v1.Mood'), {
      kind: 'enum',
      name: 'x.v1.Mood',
      comment: 'No type of ours.',
      values: [
        { name: 'MOOD_UNSPECIFIED', number: 0, comment: '' },
        { name: 'MOOD_GOOD', number: 1, comment: 'All is well.' },
      ],
    })
  })

  it('refuses what is no descriptor', () => {
    assert.throws(() => readDescriptors('{"file":[{"package":1}]}'))
  })
})

describe('lastPart', () => {
  it('is the name without its package', () => {
    assert.equal(lastPart('chargeplane.ocpp.v1.Origin'), 'Origin')
    assert.equal(lastPart('Origin'), 'Origin')
  })
})
