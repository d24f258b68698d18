/**
 * @chargeplane/routing: which edge holds which station.
 *
 * Redis holds one route per station (`station -> {edge, epoch}`) and one lease per edge. Guarantees:
 * - epochs of a station only grow, also over a Redis that lost its data (Redis' clock in ms is the floor);
 * - a route is removed by its own session only: a late close never deletes a newer route;
 * - a route whose edge has no lease is no route;
 * - every script touches one key, so the keys are safe on Redis Cluster;
 * - no call takes longer than `commandTimeoutMs`: a Redis that is away is Failure('unavailable'), never a wait, and a command
 *   that failed is never sent later behind the caller's back.
 * Redis may be one server, a cluster or a set behind sentinels; replicas lag, so a failover counts as a loss of data.
 * Redis is a cache of routes, never the truth: whoever holds the sockets restores them after a loss.
 */
export { openRouting, type RoutingOptions } from './open.ts'
export type {
  EdgeLease,
  Registration,
  RestoreResult,
  Route,
  Routing,
  SessionKey,
  StationKey,
  StationSession,
} from './routing.ts'
