// Whose turn it is to speak: one after the other, each at a step of its charge of its own.

/** Spreads neighbours over the steps, whatever their number. */
const stride = 7919

export interface Turns {
  /** The place of the station that speaks next, from 0. */
  next(): number
}

/**
 * Round by round everybody speaks once, but most join in later: as many rounds later as the step they are to be behind by. Without that all
 * would begin their charges in the same second, and what is dear in a charge would come in waves that no network of stations makes.
 */
export function createTurns(count: number, chargeLength: number): Turns {
  let [place, round] = [-1, 0]
  const joinsIn = (of: number) => (of * stride) % chargeLength
  return {
    next() {
      do {
        place += 1
        if (place >= count) [place, round] = [0, round + 1]
      } while (joinsIn(place) > round)
      return place
    },
  }
}
