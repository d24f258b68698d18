// fixtures/quirk-list.json: every known deviation, and what holds us to bear it. docs/quirks.md says the same for people.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { quirkIds } from './ids.ts'

interface Line {
  id: string
  says: string
  /** Of quirk-frames.jsonl. */
  cases?: string[]
  tests?: { file: string; title: string }[]
  /** Why there is nothing to hold. */
  reason?: string
}

const root = new URL('../../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const list: Line[] = JSON.parse(read('libs/ocpp/fixtures/quirk-list.json'))
const frames = read('libs/ocpp/fixtures/quirk-frames.jsonl')
  .split('\n')
  .flatMap((line): string[] => (line === '' ? [] : [JSON.parse(line).id]))
const page = read('docs/quirks.md')
const [, idSection = '', lineSection = ''] = page.split(/^## (?:The ids|Known deviations.*)$/m)
const firstCells = (section: string) => [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(match => match[1] ?? '')

describe('the list of known deviations', () => {
  for (const { id, cases = [], tests = [], reason } of list) {
    it(`${id} is held by a frame or a test, or says why not`, () => {
      assert.ok(cases.length + tests.length > 0 || reason !== undefined)
      for (const name of cases) assert.ok(frames.includes(name), name)
      for (const { file, title } of tests) {
        assert.ok(existsSync(new URL(file, root)), file)
        assert.ok(read(file).replaceAll("\\'", "'").includes(title), `${file} has '${title}'`)
      }
    })
  }

  it('has every frame', () => {
    const held = new Set(list.flatMap(({ cases = [] }) => cases))
    assert.deepEqual(
      frames.filter(id => !held.has(id)),
      [],
    )
  })
})

describe('docs/quirks.md', () => {
  it('has every id, and no other', () => assert.deepEqual(firstCells(idSection).sort(), [...quirkIds]))

  it('has every line, with its frames and tests', () => {
    assert.deepEqual(
      firstCells(lineSection),
      list.map(({ id }) => id),
    )
    for (const { id, cases = [], tests = [] } of list) {
      const row = lineSection.split('\n').find(line => line.startsWith(`| \`${id}\` |`)) ?? ''
      for (const name of cases) assert.ok(row.includes(`\`${name}\``), `${id}: ${name}`)
      for (const { file } of tests) assert.ok(row.includes(`(../${file})`), `${id}: ${file}`)
    }
  })
})
