// The part of kafkajs 2.2.4 that quiet-queues.ts mends; the package has no typings for it.
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly object[]
    /** Milliseconds since 1970 until which the broker has asked for a pause; -1: it has not. */
    readonly throttledUntil: number
    scheduleCheckPendingRequests(): void
  }
}
