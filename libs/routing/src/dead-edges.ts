// Which edges are dead: not "has no lease now", but "has had none for a while, as far as this process could see without a break".

export interface DeadEdgeWatch {
  /** Takes one observation, answers the edges whose lease has been missing for the grace. `connections`: see Routing. */
  observe(missing: readonly string[], connections: number, nowMs: number): string[]
}

export function watchDeadEdges(graceMs: number): DeadEdgeWatch {
  let missingSince = new Map<string, number>()
  let seenConnections = -1
  return {
    observe(missing, connections, nowMs) {
      // Leases run out while Redis is away, and a flush removes them: after a new connection the count begins again.
      if (connections !== seenConnections) missingSince.clear()
      seenConnections = connections
      const next = new Map<string, number>()
      for (const edgeId of missing) next.set(edgeId, missingSince.get(edgeId) ?? nowMs)
      missingSince = next
      return missing.filter(edgeId => nowMs - (next.get(edgeId) ?? nowMs) >= graceMs)
    },
  }
}
