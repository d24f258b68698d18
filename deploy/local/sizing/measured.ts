// The costs as they were measured last; measured.json is what `./chargeplane bench costs --write` wrote.
import type { Costs } from './costs.ts'
import measuredJson from './measured.json' with { type: 'json' }

export const measuredCosts: Costs = measuredJson
