// Given to node's test runner beside the reporter that people read: writes a line of JSON for each suite or test that stands in no other,
// which is a file when one-process.ts runs them.
import type { TestEvent } from 'node:test/reporters'
import type { NamedTally } from './tally.ts'

export default async function* tally(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0
  let failed = 0
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const isLeftOut = data.skip !== undefined || data.todo !== undefined
    const isSuite = data.details.type === 'suite'
    if (isLeftOut) failed++
    else if (!isSuite) type === 'test:pass' ? passed++ : failed++
    if (data.nesting > 0) continue
    // What does not load, or fails in a hook, is a failure without a failed test.
    const line: NamedTally = { name: data.name, passed, failed: type === 'test:fail' ? Math.max(failed, 1) : failed }
    yield `${JSON.stringify(line)}\n`
    passed = 0
    failed = 0
  }
}
