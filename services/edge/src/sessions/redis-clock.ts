// Epochs for stations that come while Redis is away. They have to be above those that Redis gave, and below those that it will give soon
// after: so they follow Redis' clock as far as it is known, not ours.

export interface RedisClock {
  /** An epoch that Redis has given: its clock in ms, or a little more. */
  heard(epoch: number): void
  /** The next epoch; each is above the one before, and above that one. */
  next(above: number): number
}

/** An epoch further from our clock than this is no reading of Redis' clock, but one that a station brought from a clock that ran ahead. */
const maxSkewMs = 60_000

export function redisClock(now: () => number = Date.now): RedisClock {
  let aheadMs = 0
  let last = 0
  return {
    heard(epoch) {
      const ahead = epoch - now()
      if (Math.abs(ahead) <= maxSkewMs) aheadMs = ahead
    },
    next(above) {
      last = Math.max(Math.ceil(now() + Math.max(0, aheadMs)), last + 1, above + 1)
      return last
    },
  }
}
