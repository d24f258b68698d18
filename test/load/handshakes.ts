// `./chargeplane bench handshakes`: 10,000 handshakes that nobody may come in by, to one edge with the real registry. None may give a WebSocket, and
// none an event of a station: what refusals there are is published sparingly, as events of their own.
import { parseArgs } from 'node:util'
import { configureLogs } from '@chargeplane/telemetry'
import { badHandshakes } from './handshakes/run.ts'

const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' } } })
const count = Number(values.count)
if (!Number.isSafeInteger(count) || count < 1) throw new Error('--count must be a whole number of at least 1')

configureLogs({ level: 'error' })
const { answers, events, owner } = await badHandshakes(count)
for (const [kind, ofKind] of answers) {
  const told = [...ofKind].map(([answer, times]) => `${answer} × ${times}`)
  process.stdout.write(`${kind.padEnd(36)} ${told.join(', ')}\n`)
}
const admitted = [...answers.values()].reduce((sum, ofKind) => sum + (ofKind.get('101') ?? 0), 0)
// The owner's session: its beginning and its end.
const passed = admitted === 0 && events.length === 2 && owner.answer === '101' && owner.stayed
process.stdout.write(`\n${count} handshakes: ${admitted} let in, ${events.length - 2} events of stations by them\n`)
process.stdout.write(
  `the station itself: ${owner.answer}, ${owner.stayed ? 'stayed' : 'LOST'}\n${passed ? 'passed' : 'FAILED'}\n`,
)
process.exitCode = passed ? 0 : 1
