// Starts the bare reference on a topic of its own, made like those of the edge.
import { randomBytes } from 'node:crypto'
import { ensureTopics } from '@chargeplane/events'
import { givenBackends } from '../../harness/platform.ts'
import { runProgram } from './process.ts'
import type { Server } from './server.ts'

export async function startReference(): Promise<Server> {
  const { kafkaBrokers } = givenBackends()
  const topicPrefix = `bench-reference-${randomBytes(4).toString('hex')}.`
  await ensureTopics({ brokers: kafkaBrokers.split(','), topicPrefix, replicationFactor: 1 })
  const file = new URL('../reference/server.ts', import.meta.url).pathname
  const program = runProgram(file, [kafkaBrokers, `${topicPrefix}ocpp.transactions`])
  const port = await program.line(line => (typeof line.port === 'number' ? line.port : undefined))
  return { name: 'reference', port, passwords: [], pid: program.pid, stop: program.stop }
}
