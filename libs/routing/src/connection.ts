// The connection to Redis: answers or fails within the deadline, reconnects for ever, never sends a command late.
import { Failure, fail } from '@chargeplane/failure'
import { logger } from '@chargeplane/telemetry'
import { type Commands, openClient } from './client.ts'
import type { Script } from './scripts.ts'

export interface Connection {
  /** Runs one command; rejects Failure('unavailable') when Redis is away or silent. */
  run<T>(command: (redis: Commands) => Promise<T>): Promise<T>
  /** Runs a script on the one key it may touch. */
  script(script: Script, key: string, ...args: string[]): Promise<unknown>
  readonly connections: number
  close(): Promise<void>
}

export function connect(url: string, commandTimeoutMs: number): Connection {
  const log = logger('routing')
  let connections = 0
  let complained = false
  let isOpen: () => void = () => {}
  const opened = new Promise<void>(resolve => {
    isOpen = resolve
  })
  const client = openClient(url, commandTimeoutMs, {
    onReady() {
      complained = false
      isOpen()
    },
    onDoubt() {
      connections += 1
    },
    onError(error) {
      if (complained) return
      complained = true
      log.warn('Redis is away; trying again', { error })
    },
  })
  // The first command of a process need not fail: it waits for the first connection until that has had its time.
  const firstTry = setTimeout(() => isOpen(), commandTimeoutMs)
  void opened.then(() => clearTimeout(firstTry))

  async function run<T>(command: (redis: Commands) => Promise<T>): Promise<T> {
    await opened
    if (!client.isReady()) throw fail('unavailable', 'Redis is away')
    try {
      return await command(client.commands)
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code === 'unavailable') client.lookAgain()
      throw failure
    }
  }

  return {
    run,
    script: (script, key, ...args) => run(redis => evaluate(redis, script, [key, ...args])),
    get connections() {
      return connections
    },
    async close() {
      isOpen()
      client.close()
    },
  }
}

/** By its hash; in full where it is not known yet, which is once per server. */
async function evaluate(redis: Commands, { hash, lua }: Script, keyAndArgs: string[]): Promise<unknown> {
  try {
    return await redis.evalsha(hash, 1, ...keyAndArgs)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return redis.eval(lua, 1, ...keyAndArgs)
  }
}

/** Replies that say "not now" rather than "never". */
const passing = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|NOREPLICAS|MISCONF|MOVED|ASK)\b/

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const isReply = error instanceof Error && error.name === 'ReplyError'
  if (isReply && !passing.test(error.message)) return fail('internal', 'Redis refused the command', { cause: error })
  return fail('unavailable', 'Redis did not answer', { cause: error })
}
