/**
 * How much of everything a network needs: a model over measured costs. Pure but for the costs, which are a file that `./chargeplane bench costs --write`
 * has written. What it assumes is in `assumptions` and nowhere else.
 */
export { type Costs, workKinds } from './costs.ts'
export { measuredCosts } from './measured.ts'
export { assumptions, edgeBytes, size } from './model.ts'
export { inBytes, inDigits, rowsOf } from './table.ts'
export { defaults, profiles, type Workload, workloadOf } from './workload.ts'
