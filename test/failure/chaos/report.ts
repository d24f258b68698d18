// What a chaos run says at its end.
import { type ChaosResult, type Rule, ruleNames } from './chaos.ts'

const shown = 10

export function isWell({ violations }: ChaosResult): boolean {
  return Object.values(violations).every(list => list.length === 0)
}

/** A table, and where it is not well what to do next. */
export function reportText(result: ChaosResult, again: string): string {
  const rows = (table: Record<string, number>) =>
    Object.entries(table).map(([name, value]) => `  ${name.padEnd(64)} ${String(value).padStart(8)}`)
  const rules = Object.keys(ruleNames) as Rule[]
  const counted = Object.fromEntries(rules.map(rule => [ruleNames[rule], result.violations[rule]?.length ?? 0]))
  const details = rules.flatMap(rule => {
    const list = result.violations[rule] ?? []
    const more = list.length > shown ? [`  and ${list.length - shown} more`] : []
    return list.length === 0 ? [] : [ruleNames[rule], ...list.slice(0, shown).map(one => `  ${one}`), ...more]
  })
  const lines = [
    `seed ${result.seed}`,
    'faults',
    ...rows(result.faults),
    'what happened',
    ...rows(result.counts),
    'violations',
    ...rows(counted),
    'error lines in logs',
    ...rows(result.errors),
  ]
  if (!isWell(result)) {
    lines.push(...details)
    lines.push(
      `The journal is ${result.journal}/journal.ndjson: one JSON object a line; jq 'select(.station=="…")' follows a station.`,
    )
    lines.push(`The same again: ${again}`)
  }
  return lines.join('\n')
}
