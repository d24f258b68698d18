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

const call = /\bcertify\(\s*\[([^\]]*)\],\s*(version|'[^']+'),\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)/g
const loop = /for \(const version of \[([^\]]*)\]/g
const literals = (list: string): string[] => [...list.matchAll(/'([^']+)'/g)].map(match => match[1] ?? '')

/** Throws for a call whose version or ids can't be read: what is not read would not be counted. */
export function readTests(file: string, text: string): CertifyingTest[] {
  const calls = [...text.matchAll(call)]
  const written = [...text.matchAll(/\bcertify\(/g)].length
  if (calls.length !== written)
    throw new Error(`${file}: ${written - calls.length} of ${written} calls of certify are not made of literals`)
  const loops = [...text.matchAll(loop)]
  return calls.flatMap(match => {
    const [, ids = '', spoken = '', title = ''] = match
    const around = loops.findLast(({ index }) => index < match.index)?.[1]
    if (spoken === 'version' && around === undefined) throw new Error(`${file}: a certify has a version from nowhere`)
    const versions = literals(spoken === 'version' ? (around ?? '') : spoken)
    return versions.map(version => ({
      file,
      ids: literals(ids),
      version,
      title: title.slice(1, -1).replaceAll('\\', ''),
    }))
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
