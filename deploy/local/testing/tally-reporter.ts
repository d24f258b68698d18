// Given to node's test runner beside the reporter that people read: writes the totals of the run as one line of JSON.
import type { TestEvent } from 'node:test/reporters'

export default async function* tally(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let last: unknown
  // The summary of the whole run is the last one; those of its files come before it.
  for await (const event of events) if (event.type === 'test:summary') last = event.data.counts
  if (last !== undefined) yield `${JSON.stringify(last)}\n`
}
