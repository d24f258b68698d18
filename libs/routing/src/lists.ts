// The list that each edge keeps of its sessions, written in batches: in a storm hundreds of stations come and go while one write is on its way.
import { fail } from '@chargeplane/failure'
import type { Connection } from './connection.ts'
import { listScript } from './scripts.ts'

export interface Lists {
  /** Resolves when it is written. */
  add(edgeId: string, field: string, epoch: number): Promise<void>
  /** Resolves when the entry is gone, or a newer session has replaced it. */
  drop(edgeId: string, field: string, epoch: number): Promise<void>
}

interface Change {
  field: string
  epoch: string
  /** performance.now() after which nobody waits for it any more. */
  expires: number
  resolve(): void
  reject(error: unknown): void
}

/** Redis does nothing else while it works one batch: about 0.3 ms. */
const maxBatch = 250

export function batchLists(connection: Connection, keyOf: (edgeId: string) => string, timeoutMs: number): Lists {
  const waiting = new Map<string, Change[]>()
  const busy = new Set<string>()

  /** One batch at a time for each list, so that changes take effect in the order in which they were asked for. */
  async function work(edgeId: string): Promise<void> {
    busy.add(edgeId)
    for (let batch = waiting.get(edgeId)?.splice(0, maxBatch); batch?.length; ) {
      await write(edgeId, batch)
      batch = waiting.get(edgeId)?.splice(0, maxBatch)
    }
    busy.delete(edgeId)
    waiting.delete(edgeId)
  }

  async function write(edgeId: string, batch: Change[]): Promise<void> {
    const now = performance.now()
    const current = batch.filter(({ expires }) => expires > now)
    for (const late of batch) if (late.expires <= now) late.reject(fail('unavailable', 'Redis did not answer in time'))
    if (current.length === 0) return
    try {
      const changes = current.flatMap(({ field, epoch }) => [field, epoch])
      await connection.script(listScript, keyOf(edgeId), ...changes)
      for (const { resolve } of current) resolve()
    } catch (error) {
      for (const { reject } of current) reject(error)
    }
  }

  function change(edgeId: string, field: string, epoch: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const line = waiting.get(edgeId) ?? []
      waiting.set(edgeId, line)
      line.push({ field, epoch, expires: performance.now() + timeoutMs, resolve, reject })
      if (!busy.has(edgeId)) void work(edgeId)
    })
  }

  return {
    add: (edgeId, field, epoch) => change(edgeId, field, String(epoch)),
    drop: (edgeId, field, epoch) => change(edgeId, field, `-${epoch}`),
  }
}
