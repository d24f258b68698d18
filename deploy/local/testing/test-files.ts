// Which tests there are, in the two groups in which they run.
import { globSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { misuse } from '../cli/command.ts'

export interface TestFiles {
  /** Beside the code: quick, and apart from each other, so some run at a time. */
  beside: string[]
  /** Each starts, stops or kills whole platforms; those that share one platform stand together and run in one process. */
  suites: string[][]
}

const places = ['libs/*/src', 'libs/*/scripts', 'proto', 'services/*/src', 'deploy', 'test'].map(
  place => `${place}/**/*.test.ts`,
)
const sharesPlatform = /^test\/(integration|conformance)\//
const isSuite = /^test\/(integration|conformance|failure)\/|\.suite\.test\.ts$/

/** All tests below `root`; with `named` (files or directories, as given by someone in `from`) only those. Throws Failure('invalid_argument') by name. */
export function findTests(root: string, named: readonly string[] = [], from = root): TestFiles {
  const exclude = (path: string) => /(^|\/)(node_modules|dist|generated)(\/|$)/.test(path)
  const all = globSync(places, { cwd: root, exclude }).sort()
  const chosen =
    named.length === 0 ? all : named.flatMap(name => testsNamed(name, relative(root, resolve(from, name)), all, root))
  const unique = [...new Set(chosen)]
  return {
    beside: unique.filter(file => !isSuite.test(file)),
    suites: together(unique.filter(file => isSuite.test(file))),
  }
}

/** The integration suites share a platform. The failure suites are the longest, so they come first. */
function together(files: readonly string[]): string[][] {
  const sharing = files.filter(file => sharesPlatform.test(file))
  const alone = files.filter(file => !sharesPlatform.test(file)).map(file => [file])
  const failing = alone.filter(([file]) => file?.startsWith('test/failure/'))
  const others = alone.filter(([file]) => !file?.startsWith('test/failure/'))
  return [...failing, ...(sharing.length > 0 ? [sharing] : []), ...others]
}

function testsNamed(name: string, path: string, all: readonly string[], root: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stat) throw misuse(`there is no file '${name}'`, name)
  const found = all.filter(file => file === path || file.startsWith(`${path}/`) || path === '')
  if (found.length === 0)
    throw misuse(`'${name}' ${stat.isFile() ? 'is not a' : 'holds no'} test of this repository (*.test.ts)`, name)
  return found
}
