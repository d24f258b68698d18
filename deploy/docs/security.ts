// Writes docs/security.md; with --check only compares, and exits 1 when it differs.
//   node deploy/docs/security.ts [--check] [--page FILE]
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkPromises, readPromiseTests, type Section } from './promises.ts'
import { renderSecurity } from './render-security.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    page: { type: 'string', default: `${root}docs/security.md` },
  },
})
const files = globSync('{libs,services,test,deploy}/**/*.test.ts', {
  cwd: root,
  exclude: path => /(^|\/)(node_modules|dist)$/.test(path),
})
const tests = files.sort().flatMap(file => readPromiseTests(file, readFileSync(root + file, 'utf8')))
const sections: Section[] = JSON.parse(readFileSync(new URL('promises.json', import.meta.url), 'utf8'))
checkPromises(sections, tests)
const rendered = `${renderSecurity(sections, tests)}\n`
const { page } = values
if (!values.check) writeFileSync(page, rendered)
else if (!existsSync(page) || readFileSync(page, 'utf8') !== rendered) {
  console.error(`${page} is not what the tests say: run deploy/docs/security.ts`)
  process.exitCode = 1
}
