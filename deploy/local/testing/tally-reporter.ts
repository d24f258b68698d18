// Given to `node --test` beside the one people read: writes the totals of the run as one line of JSON.
import type { TestEvent } from 'node:test/reporters'

export default async function* tally(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  // One without a file is about the whole run.
  for await (const event of events)
    if (event.type === 'test:summary' && event.data.file === undefined) yield `${JSON.stringify(event.data.counts)}\n`
}
