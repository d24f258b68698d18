// A plugged-in car: how much it draws, as a lithium battery behind an on-board charger does. Pure; time is the caller's.

export interface CarPlan {
  /** Energy the car wants, Wh. */
  neededWh: number
  /** What its on-board charger can take, A per phase. */
  maxA: number
  /** Phases it charges on. */
  phases: 1 | 3
  /** How long it stays plugged in after it is full, s. */
  lingersS: number
}

/** Line-to-neutral voltage of every simulated station, V. */
const volts = 230

const rampS = 4
const taperFrom = 0.8
const lowestShare = 0.15

/**
 * Power the car takes now, W: ramps up over the first seconds, holds, and tapers from 80 % of its need on, within `limitA` per phase.
 * Below 6 A a car does not charge at all (IEC 61851).
 */
export function powerW(plan: CarPlan, secondsPluggedIn: number, takenWh: number, limitA: number): number {
  if (takenWh >= plan.neededWh) return 0
  const amps = Math.min(plan.maxA, limitA)
  if (amps < 6) return 0
  const share = takenWh / plan.neededWh
  const taper = share <= taperFrom ? 1 : Math.max(lowestShare, (1 - share) / (1 - taperFrom))
  const ramp = Math.min(1, (secondsPluggedIn + 1) / rampS)
  return amps * volts * plan.phases * taper * ramp
}

/** A car as they come to a public AC station, from a random source in [0, 1). `scale` stretches its need so that a session fills about that many seconds. */
export function randomCar(random: () => number, seconds: number): CarPlan {
  const phases = random() < 0.5 ? 1 : 3
  const maxA = phases === 1 ? 32 : 16
  const neededWh = (maxA * volts * phases * seconds * (0.4 + 0.5 * random())) / 3600
  return { neededWh, maxA, phases, lingersS: Math.round(seconds * 0.3 * random()) }
}
