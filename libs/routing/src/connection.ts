// The connection to Redis: answers or fails within the deadline, reconnects for ever, never sends a command late.
import { Failure, fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import { Redis } from 'ioredis'

export interface Connection {
  /** Runs one command; rejects Failure('unavailable') when Redis is away or silent. */
  run<T>(command: (redis: Redis) => Promise<T>): Promise<T>
  readonly connections: number
  close(): Promise<void>
}

export function connect(url: string, commandTimeoutMs: number): Connection {
  const log = logger('routing')
  const redis = new Redis(url, {
    connectTimeout: commandTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A peer that accepts and says nothing is cut, or every command would time out on the same dead socket.
    socketTimeout: commandTimeoutMs * 2,
    // A register that waited for Redis to come back would write the route of a socket that is long closed.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: attempt => Math.min(50 * 2 ** Math.min(attempt, 5), 1000) + Math.random() * 100,
    // After a failover the old primary answers READONLY: the name must be resolved again.
    reconnectOnError: error => error.message.startsWith('READONLY'),
  })
  let connections = 0
  let complained = false
  redis.on('ready', () => {
    connections += 1
    complained = false
  })
  redis.on('error', error => {
    if (complained) return
    complained = true
    log.warn('Redis is away; trying again', { error })
  })
  const opened = firstAttempt(redis, commandTimeoutMs)

  return {
    async run(command) {
      if (connections === 0) await opened
      if (redis.status !== 'ready') throw fail('unavailable', 'Redis is away')
      try {
        return await command(redis)
      } catch (error) {
        throw asFailure(error)
      }
    },
    get connections() {
      return connections
    },
    async close() {
      redis.disconnect()
    },
  }
}

/** Settles when the first connection stands, or has had its time: the first command of a process need not fail. */
function firstAttempt(redis: Redis, timeoutMs: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, timeoutMs)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    redis.once('ready', done)
    redis.once('end', done)
  })
}

/** Replies that say "not now" rather than "never". */
const passing = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|NOREPLICAS|MISCONF)\b/

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const isReply = error instanceof Error && error.name === 'ReplyError'
  if (isReply && !passing.test(error.message)) return fail('internal', 'Redis refused the command', { cause: error })
  return fail('unavailable', 'Redis did not answer', { cause: error })
}
