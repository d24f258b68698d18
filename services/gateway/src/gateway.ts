// What every route may use: the owners, the live events and the limits of this process. It holds no state that outlives the process.
import type { ApiKeys } from './auth/api-keys.ts'
import type { TokenBuckets } from './auth/token-buckets.ts'
import type { LiveEvents } from './live/live-events.ts'
import type { Peers } from './peers.ts'

export interface Gateway {
  readonly peers: Peers
  readonly apiKeys: ApiKeys
  /** Commands per tenant. */
  readonly commandRate: TokenBuckets
  readonly live: LiveEvents
  /** The tenant whose keys reach what all tenants share. */
  readonly operatingTenant: string
  /** How long a station may take to answer a command, ms. */
  readonly commandTimeoutMs: number
  /** What may wait for a slow reader of an event stream, bytes. */
  readonly streamBufferBytes: number
}
