// Random tariffs and sessions from a seed, for the property tests: the same seed gives the same ones.
import type { Random } from '@chargeplane/service/testing'
import { Decimal } from '../pricing/decimal.ts'
import type { Session, SessionPeriod } from '../pricing/session.ts'
import { dimensions, type PriceComponent, type PriceTariff } from '../pricing/tariff.ts'

const below = (next: Random, limit: number): number => Math.floor(next() * limit)

function pick<T>(next: Random, items: readonly [T, ...T[]]): T {
  return items[below(next, items.length)] ?? items[0]
}

function randomComponent(next: Random): PriceComponent {
  return {
    type: pick(next, dimensions),
    price: (below(next, 1_000_000) / 10_000).toFixed(pick(next, [0, 2, 4])),
    vat: pick(next, ['', '0', '5.5', '7', '19', '21', '25']),
    stepSize: pick(next, [0, 1, 60, 300, 500, 1000]),
  }
}

export function randomTariff(next: Random): PriceTariff {
  return {
    currency: pick(next, ['EUR', 'JPY', 'BHD', 'NOK']),
    elements: Array.from({ length: 1 + below(next, 4) }, () => ({
      components: Array.from({ length: 1 + below(next, 3) }, () => randomComponent(next)),
    })),
  }
}

export function randomSession(next: Random): Session {
  let at = Date.UTC(2026, below(next, 12), 1 + below(next, 28), below(next, 24))
  const periods = Array.from({ length: 1 + below(next, 8) }, (): SessionPeriod => {
    const startedAtMs = at
    at += below(next, 10_000_000)
    return { startedAtMs, endedAtMs: at, charging: next() < 0.6 }
  })
  return { energyWh: new Decimal((below(next, 90_000_000) / 1_000).toFixed(pick(next, [0, 1, 3]))), periods }
}
