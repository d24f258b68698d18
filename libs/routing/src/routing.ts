// The contract of the lib: what is asked about routes, leases and the stations of an edge.

export interface StationKey {
  tenant: string
  station: string
}

export interface Route {
  edgeId: string
  /** `host:port` of the edge's gRPC server, from its lease. */
  edgeAddress: string
  /** Number of the session; grows with every connection of the station; fits 53 bits. */
  epoch: number
  /** "1.6", "2.0.1" or "2.1". */
  ocppVersion: string
}

export interface Registration extends StationKey {
  edgeId: string
  ocppVersion: string
}

export interface SessionKey extends StationKey {
  edgeId: string
  epoch: number
}

/** One entry of an edge's own list: the session it announced last for that station. */
export interface StationSession extends StationKey {
  epoch: number
}

/** An edge that lives, as far as Redis knows. */
export interface EdgeLease {
  edgeId: string
  /** `host:port` of its gRPC server. */
  address: string
}

export interface RestoreResult {
  /** False: a session that is as new or newer is known, or this one was announced as lost; the caller closes its socket. */
  held: boolean
  /** Whether Redis lacked this very route. */
  missing: boolean
  /** The older session on another living edge that this one replaced; it is to be told to close. */
  previous?: Route
}

export interface Routing {
  /** Takes the station over: a new epoch of max(previous + 1, Redis' clock in ms), and the living holder it was taken from. */
  register(registration: Registration): Promise<{ epoch: number; previous?: Route }>
  /** Writes the route of a session that Redis does not know (flush, failover, or it began while Redis was away). */
  restore(session: Registration & SessionKey): Promise<RestoreResult>
  /** Removes the route if it is still this session's; answers whether it was. Its epoch is remembered for a day. */
  unregister(session: SessionKey): Promise<boolean>
  /** Undefined when nobody holds the station, or its holder's lease is gone. */
  lookup(tenant: string, station: string): Promise<Route | undefined>
  /** `existed: false`: the lease had expired or Redis lost it; every session of the edge is to be restored. */
  renewLease(edgeId: string, address: string, ttlMs: number): Promise<{ existed: boolean }>
  /** After it no route of the edge is found, and the reaper takes what stations are still listed. */
  releaseLease(edgeId: string): Promise<void>
  /** Those that hold a lease. */
  edges(): Promise<EdgeLease[]>
  /**
   * Edges without a lease, seen so by this process for `deadEdgeGraceMs` on one unbroken Redis connection: after an outage of
   * Redis every lease has expired, and the living edges are given the time to renew.
   */
  deadEdges(): Promise<string[]>
  /** Up to about `limit` sessions that the edge has not removed. */
  stationsOf(edgeId: string, limit: number): Promise<StationSession[]>
  /** Drops one session of a dead edge, from its list and, if it is still the holder, from the route. */
  forget(edgeId: string, session: StationSession): Promise<void>
  /** Drops a dead edge that has no station left; answers false when it has stations or a lease. */
  forgetEdge(edgeId: string): Promise<boolean>
  /**
   * Grows whenever Redis may have lost data: a connection to a server that holds some was established anew, or another server has
   * taken its place.
   */
  readonly connections: number
  close(): Promise<void>
}
