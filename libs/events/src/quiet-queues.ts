// kafkajs 2.2.4 looks at each connection's queue of requests again a thousand times a second, though nothing waits in it: the time-out that it works
// out for a broker that has asked for no pause is below zero, which a timer takes for at once. That keeps an idle process at 3 % of a core, and
// more with each connection. Here it looks again when something waits, or while the broker's pause lasts; whatever else frees a place in the queue
// looks by itself.
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'

const { scheduleCheckPendingRequests } = RequestQueue.prototype

/** For every connection of this process, also those that are there already. Doing it twice does no harm. */
export function quietQueues(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) scheduleCheckPendingRequests.call(this)
  }
}
