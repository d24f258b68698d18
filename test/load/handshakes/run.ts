// Sends handshakes that must all fail to one edge, and looks at what came of them: answers, events, routes.
import { type AnyReceivedEvent, tailEvents } from '@chargeplane/events'
import kafkajs from 'kafkajs'
import { answerTo } from '../../harness/handshake.ts'
import { givenBackends } from '../../harness/platform.ts'
import { until } from '../../harness/until.ts'
import { nameOf } from '../client/talk.ts'
import { upgrade } from '../pressure/wire.ts'
import { type EdgeUnderTest, startEdgeUnderTest } from '../rounds/edge-under-test.ts'
import { goodHandshake, handshake, type Known } from './kinds.ts'

export interface Outcome {
  /** How often each answer was given, by kind of handshake: HTTP status, or `closed` for none. */
  answers: Map<string, Map<string, number>>
  /** Events of stations in Kafka but refusals, which are published sparingly. */
  events: string[]
  /** What the station itself was answered before them, and whether its socket was still open after them. */
  owner: { answer: string; stayed: boolean }
}

/** Each is judged by its credentials: no limit of rate, which the other tests are about, comes before. */
const noLimits = {
  EDGE_ACCEPT_RATE: '100000',
  EDGE_FAILED_LOGINS_PER_MINUTE: '100000',
  EDGE_FAILED_LOGINS_PER_ADDRESS: '1000000',
}
const atOnce = 200

export async function badHandshakes(count: number): Promise<Outcome> {
  const edge = await startEdgeUnderTest(2, noLimits)
  try {
    const [password = '', otherPassword = ''] = edge.passwords
    const known: Known = { station: nameOf(0), password, other: nameOf(1), otherPassword }
    const { socket, answer: ofOwner } = upgrade(edge.port, goodHandshake(known))
    const answer = await ofOwner
    const answers = await sendAll(edge.port, known, count)
    const owner = { answer, stayed: !socket.closed }
    socket.destroy()
    return { answers, events: await eventsOf(edge), owner }
  } finally {
    await edge.stop()
  }
}

async function sendAll(port: number, known: Known, count: number): Promise<Outcome['answers']> {
  const answers: Outcome['answers'] = new Map()
  let next = 0
  const worker = async () => {
    while (next < count) {
      const { kind, text } = handshake(known, next++)
      const answer = await answerTo(port, text)
      const ofKind = answers.get(kind) ?? new Map<string, number>()
      answers.set(kind, ofKind.set(answer, (ofKind.get(answer) ?? 0) + 1))
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker))
  return answers
}

/** All events that are no refusals, once the owner's disconnect, which is the last, is there. */
async function eventsOf({ topicPrefix }: EdgeUnderTest): Promise<string[]> {
  const brokers = givenBackends().kafkaBrokers.split(',')
  const topics = ['ocpp.connections', 'ocpp.stations', 'ocpp.transactions', 'ocpp.commands'] as const
  const seen: AnyReceivedEvent[] = []
  const tail = await tailEvents({
    ...{ brokers, topicPrefix, topics, clientId: 'handshakes', fromBeginning: true },
    onEvent: event => seen.push(event),
  })
  try {
    const isRefusal = ({ type }: AnyReceivedEvent) => type === 'chargeplane.ocpp.v1.ConnectionRefused'
    const isEnd = ({ type }: AnyReceivedEvent) => type === 'chargeplane.ocpp.v1.StationDisconnected'
    await until(() => seen.some(isEnd), { what: "the end of the owner's session" })
    const total = await recordsIn(
      brokers,
      topics.map(topic => topicPrefix + topic),
    )
    await until(() => seen.length >= total, { what: `all ${total} records` })
    return seen.filter(event => !isRefusal(event)).map(({ type, subject }) => `${type} ${subject}`)
  } finally {
    await tail.close()
  }
}

async function recordsIn(brokers: string[], topics: readonly string[]): Promise<number> {
  const admin = new kafkajs.Kafka({ brokers, clientId: 'handshakes', logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const offsets = await Promise.all(topics.map(topic => admin.fetchTopicOffsets(topic)))
    return offsets.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
  } finally {
    await admin.disconnect()
  }
}
