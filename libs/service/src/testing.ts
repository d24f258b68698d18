/**
 * For tests: a service as its own process on a database and topics of its own, handlers called as the consumer calls them, and waiting for conditions.
 */
export { deliver, deliverMany, type Emitted, readOutbox } from './testing/events.ts'
export { runToEnd, type ServiceProcess, startServiceProcess } from './testing/process.ts'
export { type Random, random, shuffled } from './testing/random.ts'
export { until } from './testing/until.ts'
export { openServiceWorld, type ServiceInstance, type ServiceWorld, testBrokers } from './testing/world.ts'
export { deliverBlank, everyRow, ocppTypes } from './testing/zombies.ts'
