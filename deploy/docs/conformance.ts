// Writes docs/conformance.md; with --check only compares, and exits 1 when it differs.
//   node deploy/docs/conformance.ts [--check] [--page FILE]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readCases, readTests, readUncovered } from './conformance-cases.ts'
import { renderConformance } from './render-conformance.ts'

const directory = new URL('../../test/conformance/', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, directory), 'utf8')
const names = (path: string, ending: string): string[] =>
  existsSync(new URL(path, directory))
    ? readdirSync(new URL(path, directory))
        .filter(name => name.endsWith(ending))
        .sort()
    : []

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    page: { type: 'string', default: fileURLToPath(new URL('../../docs/conformance.md', import.meta.url)) },
  },
})
const cases = readCases(read('certification-ids.tsv'))
const tests = names('', '.test.ts').flatMap(name => readTests(name, read(name)))
const uncovered = new Map(names('uncovered/', '.json').map(name => [name, read(`uncovered/${name}`)]))
const rendered = `${renderConformance(cases, tests, readUncovered(uncovered, cases))}\n`
const { page } = values
if (!values.check) writeFileSync(page, rendered)
else if (!existsSync(page) || readFileSync(page, 'utf8') !== rendered) {
  console.error(`${page} is not what the tests say: run deploy/docs/conformance.ts`)
  process.exitCode = 1
}
