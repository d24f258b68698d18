import { replayDeadLetters } from '@chargeplane/events'
import { command } from '../cli/command.ts'
import { brokers, topicNamed } from './events.ts'

export const replay = command({
  about:
    'publish again what is in TOPIC.dead because GROUP (a service) could not process it, from where the last replay ended',
  positionals: { name: 'TOPIC GROUP', min: 2, max: 2 },
  options: {},
  async run({ positionals: [name = '', group = ''] }) {
    const topic = topicNamed(name)
    const count = await replayDeadLetters({
      brokers: brokers(),
      clientId: 'chargeplane-replay',
      topicPrefix: process.env.CHARGEPLANE_TOPIC_PREFIX ?? '',
      topic,
      group,
    })
    process.stdout.write(`records of ${group} put back on ${topic}: ${count}\n`)
    return 0
  },
})
