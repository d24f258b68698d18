// Keeps the membership in the group while a batch takes its time, for an hour if PostgreSQL is away for that long.

export interface KeepAlive {
  /** Throws what the last heartbeat was answered: the partition may be somebody else's by now. */
  check(): void
  stop(): void
}

const everyMs = 1000

/** Beats once a second; kafkajs lets through what its heartbeat interval asks for. */
export function keepAlive(heartbeat: () => Promise<void>): KeepAlive {
  let lost: { error: unknown } | undefined
  const timer = setInterval(() => {
    heartbeat().catch(error => {
      lost = { error }
    })
  }, everyMs)
  return {
    check() {
      if (lost) throw lost.error
    },
    stop: () => clearInterval(timer),
  }
}
