// Routing on Redis.
import { type Connection, connect } from './connection.ts'
import { edgesOf } from './edges.ts'
import { keysFor } from './keys.ts'
import { batchLists } from './lists.ts'
import { routesOf } from './routes.ts'
import type { Routing } from './routing.ts'

export interface RoutingOptions {
  /** As `redisUrlForms` of libs/config says: one server, a cluster or sentinels. */
  url: string
  /** First part of every key; installations that share a Redis differ in it. */
  prefix: string
  /** Default 1000 ms: no command takes longer, and nothing here is more than three of them. */
  commandTimeoutMs?: number
  /** Default 10,000 ms: see `deadEdges`. */
  deadEdgeGraceMs?: number
}

/** Opens at once and connects in the background. Throws Failure('invalid_argument') when the URL is malformed. */
export function openRouting(options: RoutingOptions): Routing {
  const timeoutMs = options.commandTimeoutMs ?? 1000
  const connection: Connection = connect(options.url, timeoutMs)
  const keys = keysFor(options.prefix)
  return {
    ...routesOf(connection, keys, batchLists(connection, keys.stations, timeoutMs)),
    ...edgesOf(connection, keys, options.deadEdgeGraceMs ?? 10_000),
    get connections() {
      return connection.connections
    },
    close: () => connection.close(),
  }
}
