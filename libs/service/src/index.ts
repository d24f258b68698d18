/**
 * What every main.ts calls. Guarantees: bad flags or settings end the process before anything has started, naming every fault; readiness is
 * off before anything stops; what was started stops in reverse, within the grace period, whatever hangs; no exception goes unlogged.
 */
export { type Backbone, type BackboneOptions, openBackbone } from './backbone.ts'
export { runService, type ServiceContext, type ServiceOptions, type ServiceShape } from './run-service.ts'
