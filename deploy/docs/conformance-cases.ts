// Which certification cases there are, which of them tests name, and why some are not: read from the tests' own text.

/** A case of the compliance test tool, in one version. */
export interface CertificationCase {
  readonly id: string
  readonly version: string
}

/** One `certify(…)` of test/conformance, for one version. */
export interface CertifyingTest {
  readonly file: string
  readonly ids: readonly string[]
  readonly version: string
  readonly title: string
}

/** Lines of certification-ids.tsv. */
export function readCases(tsv: string): CertificationCase[] {
  return tsv
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#') && !line.startsWith('id\t'))
    .map(line => {
      const [id = '', version = ''] = line.split('\t')
      return { id, version }
    })
}

const call = /\bcertify\(\s*(ids|\[[^\]]*\]),\s*(version|'[^']+'),\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)/g
const versionLoop = /for \(const version of \[([^\]]*)\]/g
/** A loop over rows that each begin with their ids: `for (const [ids, …] of [ [['TC_…'], …], … ] as const)`. */
const idsLoop = /for \(const \[ids\b[^\]]*\] of \[([\s\S]*?)\] as const\)/g
const literals = (list: string): string[] => [...list.matchAll(/'([^']+)'/g)].map(match => match[1] ?? '')

/** What the nearest loop before `at` goes over. */
function around(loops: readonly RegExpExecArray[], at: number, what: string): string {
  const found = loops.findLast(({ index }) => index < at)?.[1]
  if (found === undefined) throw new Error(`a certify has ${what} from nowhere`)
  return found
}

/** Throws for a call whose version or ids can't be read: what is not read would not be counted. */
export function readTests(file: string, text: string): CertifyingTest[] {
  const calls = [...text.matchAll(call)]
  const written = [...text.matchAll(/\bcertify\(/g)].length
  if (calls.length !== written)
    throw new Error(`${file}: ${written - calls.length} of ${written} calls of certify are not made of literals`)
  const [versionLoops, idsLoops] = [[...text.matchAll(versionLoop)], [...text.matchAll(idsLoop)]]
  return calls.flatMap(match => {
    const [, named = '', spoken = '', quoted = ''] = match
    const versions = literals(spoken === 'version' ? around(versionLoops, match.index, 'a version') : spoken)
    const rows = named === 'ids' ? [...around(idsLoops, match.index, 'ids').matchAll(/\[\s*\[([^\]]*)\]/g)] : []
    const lists = named === 'ids' ? rows.map(row => row[1] ?? '') : [named]
    const title = quoted
      .slice(1, -1)
      .replaceAll('\\', '')
      .replaceAll(/\$\{[^}]*\}/g, '…')
    return versions.flatMap(version => lists.map(ids => ({ file, ids: literals(ids), version, title })))
  })
}

/** Reasons by `ID VERSION`; throws for one that is given twice or that is no case. */
export function readUncovered(
  files: ReadonlyMap<string, string>,
  cases: readonly CertificationCase[],
): Map<string, string> {
  const known = new Set(cases.map(({ id, version }) => `${id} ${version}`))
  const reasons = new Map<string, string>()
  for (const [file, json] of files) {
    for (const [key, reason] of Object.entries<string>(JSON.parse(json))) {
      if (key.startsWith('TC_') && !known.has(key)) throw new Error(`${file}: ${key} is no case`)
      if (reasons.has(key)) throw new Error(`${file}: ${key} has a reason already`)
      reasons.set(key, reason)
    }
  }
  return reasons
}
