// Which tests there are.
import { globSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { misuse } from '../cli/command.ts'

const places = ['libs/*/src', 'libs/*/scripts', 'proto', 'services/*/src', 'deploy', 'test'].map(
  place => `${place}/**/*.test.ts`,
)
/** All tests below `root`; with `named` (files or directories, as given by someone in `from`) only those. Throws Failure('invalid_argument') by name. */
export function findTests(root: string, named: readonly string[] = [], from = root): string[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist|generated)(\/|$)/.test(path)
  const all = globSync(places, { cwd: root, exclude }).sort()
  const chosen =
    named.length === 0 ? all : named.flatMap(name => testsNamed(name, relative(root, resolve(from, name)), all, root))
  return [...new Set(chosen)]
}

function testsNamed(name: string, path: string, all: readonly string[], root: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stat) throw misuse(`there is no file '${name}'`, name)
  const found = all.filter(file => file === path || file.startsWith(`${path}/`) || path === '')
  if (found.length === 0)
    throw misuse(`'${name}' ${stat.isFile() ? 'is not a' : 'holds no'} test of this repository (*.test.ts)`, name)
  return found
}
