// Writes docs/performance.md from the results in docs/performance/; with --check only compares, and exits 1 when it differs.
//   node deploy/docs/performance.ts [--take] [--check] [--page FILE]
// --take first brings there the newest result of every mode that `./chargeplane bench` has left in .chargeplane/bench.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readResult, renderPerformance } from './render-performance.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const [measured, kept] = [join(root, '.chargeplane/bench'), join(root, 'docs/performance')]
const filesOf = (directory: string): string[] =>
  existsSync(directory) ? readdirSync(directory).filter(name => name.endsWith('.json')) : []
const read = (directory: string, name: string) => readResult(name, readFileSync(join(directory, name), 'utf8'))

const { values } = parseArgs({
  options: {
    take: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    page: { type: 'string', default: join(root, 'docs/performance.md') },
  },
})

if (values.take) {
  mkdirSync(kept, { recursive: true })
  const results = filesOf(measured).map(name => ({ name, result: read(measured, name) }))
  results.sort((a, b) => a.result.at.localeCompare(b.result.at))
  // The newest comes last, and stays.
  for (const { name, result } of results) copyFileSync(join(measured, name), join(kept, `${result.mode}.json`))
}

const rendered = `${renderPerformance(filesOf(kept).map(name => read(kept, name)))}\n`
const { page } = values
if (!values.check) writeFileSync(page, rendered)
else if (!existsSync(page) || readFileSync(page, 'utf8') !== rendered) {
  console.error(`${page} is not what docs/performance/ says: run deploy/docs/performance.ts`)
  process.exitCode = 1
}
