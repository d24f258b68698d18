/**
 * Events between services, on Kafka. Guarantees: a published event is acknowledged by all in-sync replicas and keeps its order per key; a
 * consumed one has exactly one effect (the effect, what it emits and the next offset are one PostgreSQL transaction); what is emitted in a transaction is
 * published at least once, in order per key, without gaps; what can't be processed is kept whole in `<topic>.dead`.
 */

export { type ConsumerOptions, consumeEvents, type EventConsumer } from './consumer/consume.ts'
export { type Effects, type Handler, type Handlers, handlerOfMany } from './consumer/handlers.ts'
export { ensureTopics } from './ensure-topics.ts'
export { type AnyReceivedEvent, encodeEvent, type NewEvent, type OutgoingRecord, type ReceivedEvent } from './event.ts'
export { type EventOf, type EventType, eventTypes, isEventType } from './event-types.ts'
export { emitEvent, type Outbox, startOutbox } from './outbox/outbox.ts'
export { type EventProducer, openProducer, type ProducerOptions } from './producer/producer.ts'
export { replayDeadLetters } from './replay.ts'
export { tailEvents } from './tail.ts'
export { type DeadTopic, type Topic, topics } from './topics.ts'

/** Directory of the tables that consumers and the outbox need in a service's schema; give it to `migrate` before the service's own. */
export const eventsMigrations = new URL('../migrations/', import.meta.url)
