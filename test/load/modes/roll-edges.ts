// Every edge is told to stop and started again, one after the other, and how fast stations leave and come back meanwhile.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Edge } from '../../harness/platform.ts'
import type { Pool } from '../pool/pool.ts'
import { isAlive } from '../pool/processes.ts'
import { say } from '../pool/run-mode.ts'
import type { Scene } from '../pool/scene.ts'

export interface Rolled {
  /** Per second, over windows of two seconds; the most of any. */
  closesMost: number
  attemptsMost: number
  /** What an edge may close per second: of the one that held most. */
  limit: number
  /** Of the edge that took longest, from SIGTERM to its exit, s. */
  longestS: number
  /** Edges that did not exit with 0. */
  failed: number
  /** Whether everybody was back after each. */
  back: boolean
  /** What the edges say they hold in the end. */
  held: number
}

/** As the edges are set. */
export interface RollOptions {
  percent: number
  minRate: number
}

const lookMs = 500
/** The fleet tells its counts twice a second: of one second half may be the next one's. */
const windowMs = 2000
const exitWithinMs = 120_000
const backWithinMs = 60_000

export async function rollEdges(scene: Scene, options: RollOptions): Promise<Rolled> {
  const { pool, platform } = scene
  const rolled: Rolled = { closesMost: 0, attemptsMost: 0, limit: 0, longestS: 0, failed: 0, back: true, held: 0 }
  for (const edge of platform.edges) {
    const holds = (await listEdges(scene)).find(({ edgeId }) => edgeId.startsWith(edge.id))?.connections ?? 0
    rolled.limit = Math.max(rolled.limit, options.minRate, (holds * options.percent) / 100)
    const seconds = await restart(edge, pool, rolled)
    rolled.longestS = Math.max(rolled.longestS, seconds)
    const back = await pool.until(({ booted }) => booted === pool.size, backWithinMs)
    rolled.back &&= back
    say(`${edge.id} held ${holds}, was gone after ${seconds.toFixed(1)} s; ${pool.counts.booted} are booted again`)
  }
  for (const { connections = 0 } of await listEdges(scene)) rolled.held += connections
  return rolled
}

/** Answers how long it took to go, s. */
async function restart(edge: Edge, pool: Pool, rolled: Rolled): Promise<number> {
  const { pid = 0 } = edge
  const began = performance.now()
  const seen = [{ atMs: began, closes: pool.counts.unwantedCloses, attempts: pool.counts.attempts }]
  edge.signal('SIGTERM')
  while (isAlive(pid) && performance.now() - began < exitWithinMs) {
    await sleep(lookMs)
    const now = { atMs: performance.now(), closes: pool.counts.unwantedCloses, attempts: pool.counts.attempts }
    const then = seen.findLast(({ atMs }) => now.atMs - atMs >= windowMs)
    seen.push(now)
    if (then === undefined) continue
    const seconds = (now.atMs - then.atMs) / 1000
    rolled.closesMost = Math.max(rolled.closesMost, (now.closes - then.closes) / seconds)
    rolled.attemptsMost = Math.max(rolled.attemptsMost, (now.attempts - then.attempts) / seconds)
  }
  const seconds = (performance.now() - began) / 1000
  if ((await edge.stop('SIGKILL')) !== 0) rolled.failed += 1
  await edge.start()
  return seconds
}

interface ListedEdge {
  edgeId: string
  connections?: number
}

async function listEdges({ platform }: Scene): Promise<ListedEdge[]> {
  const { items } = await platform.api.get<{ items: ListedEdge[] }>('/v1/edges')
  return items
}
