import { type AnyReceivedEvent, type Topic, tailEvents, topics } from '@chargeplane/events'
import { fail } from '@chargeplane/failure'
import { command, misuse } from '../cli/command.ts'
import { interruptible } from '../cli/interrupt.ts'
import { readDescription } from '../platform/description.ts'

export const events = command({
  about: 'print the events of a topic as they come, decoded, one JSON object a line',
  positionals: { name: 'TOPIC', min: 1, max: 1 },
  options: {
    'from-beginning': { kind: 'flag', about: 'begin with what Kafka still has' },
    station: { kind: 'text', value: 'ID', about: 'only what is about this station' },
  },
  async run({ options, positionals: [name = ''] }) {
    const topic = topicNamed(name)
    const isWanted = (event: AnyReceivedEvent) => options.station === undefined || event.subject === options.station
    return interruptible(async signal => {
      const tail = await tailEvents({
        brokers: brokers(),
        clientId: 'chargeplane-events',
        topicPrefix: process.env.CHARGEPLANE_TOPIC_PREFIX ?? '',
        topics: [topic],
        fromBeginning: options['from-beginning'],
        onEvent(event) {
          if (isWanted(event)) process.stdout.write(`${eventLine(event)}\n`)
        },
      })
      // `events … | head` closes our output: that is the end of the wish, not a fault.
      await new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        process.stdout.once('error', () => resolve())
      })
      await tail.close()
      return 0
    })
  },
})

/** Throws misuse for what is no topic of events; dead letters hold none. */
export function topicNamed(name: string): Topic {
  const known = Object.keys(topics).filter((topic): topic is Topic => !topic.endsWith('.dead'))
  const found = known.find(topic => topic === name)
  if (!found) throw misuse(`there is no topic '${name}': one of ${known.join(', ')}`, name)
  return found
}

/** Those of the environment, else of the platform that runs. */
export function brokers(): string[] {
  const address = process.env.KAFKA_BROKERS || readDescription()?.addresses.KAFKA_BROKERS
  if (!address)
    throw fail('failed_precondition', 'the platform is not running and KAFKA_BROKERS is not set: ./chargeplane up')
  return address.split(',')
}

/** JSON has neither 64-bit integers nor bytes: they become decimal text and base64, as in protobuf's own JSON. */
export function eventLine(event: object): string {
  return JSON.stringify(event, function (this: Record<string, unknown>, key: string, value: unknown) {
    // A Buffer has made itself an object by now; what it was is still in its place.
    const original = this[key]
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64')
    return typeof value === 'bigint' ? value.toString() : value
  })
}
