// What Chargeplane promises about security and load, and which tests show it: read from the titles of the tests.

export interface Promised {
  readonly number: number
  readonly promise: string
  readonly sources: string
  /** The command that shows it at full scale, where the tests use a smaller one. */
  readonly command?: string
  /** Why no test shows it. */
  readonly uncovered?: string
}

export interface Section {
  readonly section: string
  readonly promises: readonly Promised[]
}

export interface PromiseTest {
  readonly file: string
  readonly numbers: readonly number[]
  readonly title: string
}

const titled = /(?:'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\\n]|\\.)*)`|"((?:[^"\\\n]|\\.)*)")/g
const named = /\bpromises? (\d+(?:(?:, | and )\d+)*): ?(.*)$/

/** Tests whose title says `promise 7: …`, or `promises 7 and 8: …`, wherever in the title. */
export function readPromiseTests(file: string, text: string): PromiseTest[] {
  return [...text.matchAll(titled)].flatMap(([, single, template, double]) => {
    const found = named.exec(single ?? template ?? double ?? '')
    if (found === null) return []
    const numbers = (found[1] ?? '').split(/, | and /).map(Number)
    const title = (found[2] ?? '').replaceAll('\\', '').replaceAll(/\$\{[^}]*\}/g, '…')
    return [{ file, numbers, title }]
  })
}

/** Throws for a test of a promise that nobody has made, and for a promise without a test or a reason. */
export function checkPromises(sections: readonly Section[], tests: readonly PromiseTest[]): void {
  const made = new Map(sections.flatMap(({ promises }) => promises).map(promised => [promised.number, promised]))
  for (const { file, numbers } of tests)
    for (const number of numbers)
      if (!made.has(number)) throw new Error(`${file} names promise ${number}: there is none`)
  for (const { number, uncovered } of made.values()) {
    const isTested = tests.some(({ numbers }) => numbers.includes(number))
    if (!isTested && uncovered === undefined) throw new Error(`no test names promise ${number}, and no reason is given`)
    if (isTested && uncovered !== undefined) throw new Error(`promise ${number} has tests and a reason why it has none`)
  }
}
