// Writes docs/scaling.md from the measured costs and the results in docs/performance/; with --check only compares, and exits 1 when it differs.
//   node --conditions=@chargeplane/source deploy/docs/scaling.ts [--check] [--page FILE]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measuredCosts } from '@chargeplane/local-stack/sizing'
import { readResult } from './render-performance.ts'
import { renderScaling } from './render-scaling.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    page: { type: 'string', default: `${root}docs/scaling.md` },
  },
})
const results = ['memory', 'hold'].flatMap(mode => {
  const file = `${root}docs/performance/${mode}.json`
  return existsSync(file) ? [readResult(`${mode}.json`, readFileSync(file, 'utf8'))] : []
})
const rendered = `${renderScaling(measuredCosts, results)}\n`
const { page } = values
if (!values.check) writeFileSync(page, rendered)
else if (!existsSync(page) || readFileSync(page, 'utf8') !== rendered) {
  console.error(`${page} is not what the measured costs say: run deploy/docs/scaling.ts`)
  process.exitCode = 1
}
