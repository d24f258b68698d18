// What the model says of runs that were measured: if it is far off there, it is worth nothing elsewhere.
import { type Costs, edgeBytes } from '@chargeplane/local-stack/sizing'
import type { Result } from './render-performance.ts'

export interface Point {
  what: string
  measuredBytes: number
  predictedBytes: number
}

const mebibyte = 2 ** 20

/** Memory of the edges in the runs `memory` (one edge) and `hold` (many of them). */
export function pointsOf(costs: Costs, results: readonly Result[]): Point[] {
  const predicted = (edges: number, stations: number) => edges * edgeBytes(stations / edges, 1, costs)
  return results.flatMap(result => {
    const figure = (what: RegExp) => result.figures.find(one => what.test(one.what))?.value ?? undefined
    const setting = (name: string) => Number(result.settings[name])
    if (result.mode === 'memory') {
      const measured = figure(/^after .* of quiet$/)
      const stations = setting('stations')
      const what = `one edge with ${stations.toLocaleString('en-US')} stations`
      return measured === undefined ? [] : [pointOf(what, measured, predicted(1, stations))]
    }
    const [measured, held] = [figure(/^memory of the edges together$/), figure(/^booted and held$/)]
    if (measured === undefined || held === undefined) return []
    const what = `${setting('edges')} edges with ${held.toLocaleString('en-US')} stations`
    return [pointOf(what, measured, predicted(setting('edges'), held))]
  })
}

function pointOf(what: string, measuredMebibytes: number, predictedBytes: number): Point {
  return { what, measuredBytes: measuredMebibytes * mebibyte, predictedBytes }
}
